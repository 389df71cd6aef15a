namespace WaterWatch.AcceptanceTests.Commands;

/// <summary>Tests that look at one record which the demo left.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class DemoRecord : ICollectionFixture<DemoRun>
{
    public const string Name = "the demo's record";
}
