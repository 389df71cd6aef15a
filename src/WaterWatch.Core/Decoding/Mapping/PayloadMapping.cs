using System.Collections.Frozen;
using System.Text;
using WaterWatch.Readings;

namespace WaterWatch.Decoding.Mapping;

/// <summary>What a mapping reads.</summary>
public enum PayloadLayout : byte
{
    Json,

    /// <summary>InfluxDB's, a record a line.</summary>
    LineProtocol,

    /// <summary>Metrics of Sparkplug B: a path is a metric's name, and a device is <c>group/edge</c> or <c>group/edge/device</c>.</summary>
    SparkplugB,
}

/// <summary>How payloads that others have laid out are read: what an operator writes under <c>mappings:</c>, as values.</summary>
public sealed record PayloadMapping(string Name)
{
    public PayloadLayout Layout { get; init; }

    /// <summary>Where the records are, each a place of its own readings; null when the message is the one record.</summary>
    public PayloadPath? Records { get; init; }

    /// <summary>Where a record says its device; none when the topic says it, or the path of the records does.</summary>
    public IReadOnlyList<PayloadPath> Station { get; init; } = [];

    /// <summary>What the sender's devices are here; null when they are called by the ids of stations.</summary>
    public FrozenDictionary<string, MappedDevice>? Devices { get; init; }

    public MappedTime Time { get; init; } = MappedTime.OfReceipt;

    public IReadOnlyList<MappedReading> Readings { get; init; } = [];

    /// <summary>Numbers and words by which an instrument says that it has no value.</summary>
    public IReadOnlyList<string> NoValue { get; init; } = [];

    /// <summary>Whether a text is one of those, or the same number written otherwise.</summary>
    public bool IsNoValue(string text) => NoValue.Count > 0 && (NoValue.Contains(text) || NumberOf(text) is { } number && NoValue.Any(n => NumberOf(n) == number));

    /// <summary>Whether the topic says whose the readings are.</summary>
    public bool IsStationInTopic => Layout != PayloadLayout.SparkplugB && Station.Count == 0 && Records is not { NamesStation: true };

    /// <summary>The device's entry; of its station and nothing else where there is no table. Null when the table does not have it.</summary>
    public MappedDevice? DeviceOf(string name) => Devices is null ? new MappedDevice(name) : Devices.GetValueOrDefault(name);

    private static decimal? NumberOf(string text) => SentNumber.TryRead(Encoding.UTF8.GetBytes(text), out var qualifier, out var value) && qualifier == Qualifier.None ? value : null;
}

/// <summary>One device of the sender's: its station, and what holds for all of its readings that do not say otherwise.</summary>
public sealed record MappedDevice(string Station)
{
    public Determinand? Determinand { get; init; }

    public Fraction Fraction { get; init; }

    public Unit? Unit { get; init; }

    public string Source { get; init; } = "";
}

/// <summary>A value that the mapping states, or that it says where to find; of several places the first that is there.</summary>
/// <param name="Names">What the words found there mean.</param>
public sealed record Mapped<T>(T Constant, IReadOnlyList<PayloadPath> Paths, FrozenDictionary<string, T> Names);

/// <summary>Makes values that a mapping states.</summary>
public static class Mapped
{
    public static Mapped<T> Always<T>(T constant) => new(constant, [], FrozenDictionary<string, T>.Empty);
}

/// <summary>A determinand with its fraction.</summary>
public sealed record MappedSeries(Determinand Determinand, Fraction Fraction);

/// <summary>One reading of a record.</summary>
/// <param name="Value">Where its number stands; of several places the first that is there.</param>
/// <param name="Series">Null for the device's.</param>
/// <param name="Unit">Null for the device's, or the determinand's own where it has but one.</param>
/// <param name="Source">Null for the device's.</param>
/// <param name="AbsentMeans">The number where its member is left out, as some senders do with noughts; null when there is no reading then.</param>
public sealed record MappedReading(
    IReadOnlyList<PayloadPath> Value, Mapped<MappedSeries>? Series, Mapped<Unit>? Unit, Mapped<string>? Source, Mapped<Mark>? Mark, Mapped<int> Period, decimal? AbsentMeans);

/// <summary>How times are written.</summary>
public enum TimeFormat : byte
{
    /// <summary>Text by RFC 3339; an interval (<c>start/end</c>) is a mean that begins at its start.</summary>
    Rfc3339,
    EpochSeconds,
    EpochMilliseconds,
    EpochMicroseconds,
    EpochNanoseconds,
}

/// <summary>Where a record says when its sample was taken.</summary>
/// <param name="Paths">None when nothing says it.</param>
/// <param name="OrReceived">Whether the time of receipt stands in where nothing is there.</param>
public sealed record MappedTime(IReadOnlyList<PayloadPath> Paths, TimeFormat Format, bool OrReceived)
{
    public static MappedTime OfReceipt { get; } = new([], TimeFormat.Rfc3339, OrReceived: true);
}
