using System.Diagnostics.CodeAnalysis;
using WaterWatch.Configuration.LimitFiles;
using WaterWatch.Configuration.Options;
using WaterWatch.Configuration.PeopleFiles;
using WaterWatch.Deciding;
using WaterWatch.Importing.Mapping;
using WaterWatch.Limits;
using WaterWatch.Rivers;

namespace WaterWatch.Configuration;

/// <summary>A configuration without a problem.</summary>
/// <param name="Hash">SHA-256 over the files that were read, in order of their paths, as lower-case hex; the plan carries it too.</param>
/// <param name="Limits">Every limit of every standard, also those that no station is judged by.</param>
/// <param name="StationsByMn">Which station an HJ 212 device number (MN) belongs to.</param>
/// <param name="Remarks">What an operator should know all the same, by file and line.</param>
public sealed record LoadedConfiguration(
    Settings Settings,
    WatchPlan Plan,
    string Hash,
    IReadOnlyList<Limit> Limits,
    IReadOnlyDictionary<string, StationId> StationsByMn,
    IReadOnlyList<ConfigurationRemark> Remarks)
{
    /// <summary>The standards by name, for judging a period by another one than the stations'.</summary>
    internal LimitBook Standards { get; init; } = new();

    /// <summary>How files are understood, by the names of the mappings and with their texts.</summary>
    internal IReadOnlyDictionary<string, (ImportMapping Mapping, string Text)> Imports { get; init; } = new Dictionary<string, (ImportMapping, string)>();

    /// <summary>Who is told of what, and how they are reached.</summary>
    public PeopleInForce People { get; init; } = PeopleInForce.Nobody;

    /// <summary>What its files say, value by value.</summary>
    public ConfigurationFacts Facts { get; init; } = ConfigurationFacts.None;

    /// <summary>From where it can be read anew.</summary>
    public ConfigurationSource Source { get; init; } = ConfigurationSource.Nowhere;

    /// <summary>Demo, replay or drill: whatever leaves the service says so.</summary>
    public bool IsExercise => Plan.Telling == OnCall.Telling.Exercise;

    /// <summary>The same for a demo, a replay or a drill: only those on the list for exercises are told, and told that it is one.</summary>
    public LoadedConfiguration AsExercise() => this with { Plan = Plan.Told(OnCall.Telling.Exercise) };
}

/// <summary>Either a configuration, or every problem that keeps it from being one.</summary>
public sealed class ConfigurationResult
{
    internal ConfigurationResult(LoadedConfiguration loaded)
    {
        Loaded = loaded;
        Problems = [];
        Remarks = loaded.Remarks;
    }

    internal ConfigurationResult(IReadOnlyList<ConfigurationProblem> problems, IReadOnlyList<ConfigurationRemark> remarks)
    {
        Problems = problems;
        Remarks = remarks;
    }

    /// <summary>Null when there is any problem.</summary>
    public LoadedConfiguration? Loaded { get; }

    /// <summary>By file and line; empty exactly when <see cref="Loaded"/> is there.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; }

    public IReadOnlyList<ConfigurationRemark> Remarks { get; }

    public bool TryGet([NotNullWhen(true)] out LoadedConfiguration? loaded)
    {
        loaded = Loaded;
        return loaded is not null;
    }
}
