namespace WaterWatch.AcceptanceTests.Web;

/// <summary>Tests that ask the one service.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KnownRecord : ICollectionFixture<KnownService>
{
    public const string Name = "a service with a known record";
}
