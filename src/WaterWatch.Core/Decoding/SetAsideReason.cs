namespace WaterWatch.Decoding;

/// <summary>Why something was kept without being processed. Each has a sentence with the remedy in both languages.</summary>
public enum SetAsideReason : byte
{
    /// <summary>The payload is not what its topic's format says.</summary>
    Unreadable,
    UnknownStation,

    /// <summary>Below the topics of this service, but no filter says whose it is and how to read it.</summary>
    UnknownTopic,
    UnknownDeterminand,
    UnknownUnit,
    UnreadableValue,
    UnreadableTime,
    MissingMember,
    TakenInTheFuture,
    PayloadTooLarge,

    /// <summary>The service itself failed on it: kept, with everything else going on.</summary>
    DecisionFailed,

    /// <summary>HJ 212: one of several packets, and the rest did not come.</summary>
    PartMissing,

    /// <summary>HJ 212: the device number is not the station's.</summary>
    WrongDevice,

    /// <summary>HJ 212: the password is not the station's.</summary>
    WrongPassword,

    /// <summary>HJ 212: values of checks with standards or blanks. Nothing is wrong with them; they are no river water, and nobody need do anything.</summary>
    QualityControl,

    /// <summary>The sender says itself that it has no value, by null or by a number such as -9999: nothing is wrong with the message, and nobody need do anything.</summary>
    NoValue,

    /// <summary>Sparkplug B: a metric by an alias that no birth has explained. Its sender is asked for its births; then it can be released.</summary>
    UnknownAlias,
}

/// <summary>What of a reason is asked in several places.</summary>
public static class SetAsideReasons
{
    /// <summary>Those by which a message waits for nobody, and which make no flood: they are a station's daily work.</summary>
    public static IReadOnlyList<SetAsideReason> OfNobody { get; } = [SetAsideReason.QualityControl, SetAsideReason.NoValue];
}
