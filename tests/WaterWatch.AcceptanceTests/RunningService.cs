namespace WaterWatch.AcceptanceTests;

/// <summary>Tests that run the whole service, one after the other: they would take the processor from each other, and with it their deadlines.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunningService
{
    public const string Name = "the running service";
}
