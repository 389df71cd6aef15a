namespace WaterWatch.AcceptanceTests;

/// <summary>
/// Tests that run the whole service, one after the other: with all of them at once each would take the processor from the others. Mostly they wait for what another process does, so that two further rows
/// (<see cref="KilledService"/>, <see cref="ShownPages"/>) run beside this one.
/// </summary>
[CollectionDefinition(Name)]
public sealed class RunningService
{
    public const string Name = "the running service";
}

/// <summary>Tests that kill the service, or a server beside it, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class KilledService
{
    public const string Name = "the killed service";
}

/// <summary>Tests that look at pages in a browser, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ShownPages
{
    public const string Name = "the pages";
}
