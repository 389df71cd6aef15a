using WaterWatch.Decoding;
using WaterWatch.Limits;
using WaterWatch.Quality;
using WaterWatch.Readings;
using WaterWatch.Timeline;

namespace WaterWatch.Deciding;

/// <summary>One reading: recognise it, flag it, judge it, keep it, and let the alerts see it.</summary>
internal static class ReadingStep
{
    public static WatchedSeries SeriesOf(WatchedStation station, in DecodedReading reading) =>
        station.SeriesOf(reading.Source, reading.Determinand, reading.Fraction, reading.PeriodSeconds);

    /// <summary>Whether some version of the sample says the same already.</summary>
    public static bool IsHeld(Draft draft, WatchedStation station, StationDraft here, in DecodedReading reading)
    {
        var watched = SeriesOf(station, reading);
        var (value, _) = Judge(station, watched, watched.LimitsAt(station, draft, reading.TakenAt), reading);
        foreach (var version in draft.VersionsAt(draft.Series(here.Known, watched.Key), reading.TakenAt))
        {
            if (version.IsSameAs(value, reading.Mark))
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="here">The station within this batch.</param>
    /// <returns>False when it was held already.</returns>
    public static bool Take(Draft draft, WatchPlan plan, WatchedStation station, StationDraft here, RawMessage raw, in DecodedReading read)
    {
        var watched = SeriesOf(station, read);
        var (key, rules) = watched;
        var limits = watched.LimitsAt(station, draft, read.TakenAt);
        var (value, verdict) = Judge(station, watched, limits, read);
        var series = draft.Series(here.Known, key);
        var (isCorrection, wasOver, isLate) = (false, false, false);
        Sample earlier = default;

        // The usual reading is newer than all that is known: there is no version to compare it with.
        if (!series.IsNewest(read.TakenAt))
        {
            foreach (var version in draft.VersionsAt(series, read.TakenAt))
            {
                if (version.IsSameAs(value, read.Mark))
                {
                    return false;
                }

                isCorrection = true;
                wasOver |= version.Judged == Judged.Exceeds;
                earlier = version;
            }

            isLate = series.Newest?.TakenAt > read.TakenAt;
        }

        var quality = Flag(series, read.TakenAt, read.Value.Value, rules);
        if (quality.Flag == QartodFlag.Fail && verdict is { IsOver: false, Judged: Judged.Compliant })
        {
            verdict = verdict with { Judged = Judged.CannotBeJudged, Why = JudgedWhy.FailedQuality };
        }

        var lastBelowAt = verdict.IsOver ? LastBelow(series, read.TakenAt) : null;
        var before = series.Detections;
        draft.Keep(series, new Reading
        {
            Series = series.Number,
            TakenAt = read.TakenAt,
            ReceivedAt = raw.ReceivedAt,
            RecordedAt = draft.RecordedAt,
            Value = value,
            Mark = read.Mark,
            Flag = quality.Flag,
            FlagTests = quality.Tests,
            Judged = verdict.Judged,
            Why = verdict.Why,
            LimitRef = verdict.Limit?.Ref ?? "",
            IsCorrection = isCorrection,
            IsImported = raw.IsOfFile,
        });

        Hear(draft, station, here, key, raw);
        if (isCorrection)
        {
            draft.Counts.Corrections++;
            NoteCorrection(draft, station, raw, read, earlier, value);
        }

        Look(draft, plan, station, new TakenReading(read, value, verdict, earlier)
        {
            Raw = raw,
            Series = series,
            Rules = rules,
            Limits = limits,
            Quality = quality,
            IsLate = isLate,
            IsHistory = raw.IsOfFile && draft.RecordedAt - read.TakenAt > plan.HistoryAfter,
            IsCorrection = isCorrection,
            WasOver = wasOver,
            Before = before,
            MayHaveAlerts = here.MayHaveAlerts,
            LastBelowAt = lastBelowAt,
        });
        return true;
    }

    /// <summary>What a file brings is not the instrument speaking.</summary>
    private static void Hear(Draft draft, WatchedStation station, StationDraft here, SeriesKey key, RawMessage raw)
    {
        if (!raw.IsOfFile)
        {
            SilenceStep.HearDeterminand(draft, station, here, key, raw.ReceivedAt);
        }
    }

    /// <summary>Everything that looks at a reading once it is kept, in this order. Of history only what was over a limit is looked for: what an instrument did years ago is nobody's work now.</summary>
    private static void Look(Draft draft, WatchPlan plan, WatchedStation station, in TakenReading taken)
    {
        ExceedanceStep.Look(draft, plan, station, taken);
        if (taken.IsHistory)
        {
            MeanStep.Look(draft, plan, station, taken);
            return;
        }

        FastRiseStep.Look(draft, plan, station, taken);
        FirstDetectionStep.Look(draft, plan, station, taken);
        BlindStep.Look(draft, taken);
        SensorStep.Look(draft, taken);
        StuckStep.Look(draft, taken);
        MeanStep.Look(draft, plan, station, taken);
    }

    /// <param name="limits">Those that held when it was taken.</param>
    public static (Concentration Value, Verdict Verdict) Judge(WatchedStation station, WatchedSeries watched, IReadOnlyList<Limit> limits, in DecodedReading read)
    {
        if (watched.Rules.Quality.IsNoMeasurement(read.Determinand, read.Value.Value))
        {
            // -9999 is no oxygen below its limit: a code says nothing of the water, on neither side of any limit.
            var marked = read.Mark.IsOutOfService;
            return (read.Value, limits.Count == 0
                ? new Verdict(Judged.NotJudged, JudgedWhy.NoLimit, null, null, isOver: false)
                : new Verdict(marked ? Judged.NotJudged : Judged.CannotBeJudged, marked ? JudgedWhy.Marked : JudgedWhy.FailedQuality, null, limits[0], isOver: false));
        }

        var instrument = station.InstrumentOf(watched.Key, read.TakenAt);
        var value = ValueOf(station, watched, read);
        var isLowerBound = read.Mark == Mark.AboveRange || value.Qualifier == Qualifier.None && value.Value > instrument?.SpanEnd;
        return (value, Judging.Judge(value, read.Mark, isLowerBound, limits));
    }

    /// <summary>As it is held: a number below what its instrument can detect says only that.</summary>
    public static Concentration ValueOf(WatchedStation station, WatchedSeries watched, in DecodedReading read) =>
        watched.Rules.Quality.IsNoMeasurement(read.Determinand, read.Value.Value) ? read.Value : WithDetectionLimit(read.Value, station.InstrumentOf(watched.Key, read.TakenAt));

    private static Concentration WithDetectionLimit(Concentration value, Instrument? instrument) =>
        // A negative number is no small amount but a drifted zero: it stays what it is, for the tests to see.
        value is { Qualifier: Qualifier.None, Value: >= 0 } && instrument?.DetectionLimit is { } detectable && value.Value < detectable
            ? new Concentration(detectable, value.Unit, Qualifier.Below)
            : value;

    private static QualityFlag Flag(SeriesDraft series, DateTimeOffset takenAt, decimal value, DeterminandRules rules)
    {
        var thresholds = rules.Quality;
        if (thresholds.IsNoMeasurement(rules.Determinand, value))
        {
            return new QualityFlag(QartodFlag.Fail, QartodTests.GrossRange);
        }

        if (ReferenceEquals(thresholds, QualityThresholds.None))
        {
            return new QualityFlag(QartodFlag.NotEvaluated, QartodTests.None);
        }

        Span<Measured> before = stackalloc Measured[Math.Min(SeriesState.Remembered, thresholds.LooksBack)];
        var count = 0;
        DateTimeOffset? oldest = null;
        foreach (var sample in series.Remembered)
        {
            if (count == before.Length)
            {
                break;
            }

            oldest = sample.TakenAt < takenAt ? sample.TakenAt : oldest;

            // Of several versions the newest counts; values that the instrument disowns, or cannot have measured, are no measure for others.
            if (sample.TakenAt < takenAt && sample.Mark.IsOfTheRiver && sample.Flag != QartodFlag.Fail && (count == 0 || before[count - 1].At != sample.TakenAt))
            {
                before[count++] = new Measured(sample.TakenAt, sample.Value.Value);
            }
        }

        // Where none of what is remembered was a measure, the gap before this one is at least as long as that reaches back.
        var flag = Qartod.Test(new Measured(takenAt, value), before[..count], thresholds);
        return count == 0 && takenAt - oldest > thresholds.Gap ? flag with { Tests = flag.Tests | QartodTests.TimeGap } : flag;
    }

    /// <summary>The newest sample before an instant that was within the limit.</summary>
    private static DateTimeOffset? LastBelow(SeriesDraft series, DateTimeOffset takenAt)
    {
        foreach (var sample in series.Remembered)
        {
            if (sample.TakenAt < takenAt && sample.Judged == Judged.Compliant)
            {
                return sample.TakenAt;
            }
        }

        return null;
    }

    private static void NoteCorrection(Draft draft, WatchedStation station, RawMessage raw, in DecodedReading read, in Sample earlier, Concentration value)
    {
        // A file may correct a million: its own entry counts them, and both versions of each stay visible.
        if (raw.IsOfFile)
        {
            return;
        }

        draft.Note(new TimelineEntry
        {
            At = read.TakenAt,
            Kind = EntryKind.ReadingCorrected,
            Station = station.Station.Id.Value,
            By = Decider.Service,
            Data = new Dictionary<string, string>
            {
                ["determinand"] = read.Determinand.Key,
                ["fraction"] = Facts.Name(read.Fraction),
                ["unit"] = value.Unit.Symbol(),
                ["from"] = earlier.Value.Sign + earlier.Value.Digits,
                ["from_mark"] = earlier.Mark.ToString(),
                ["value"] = value.Sign + value.Digits,
                ["mark"] = read.Mark.ToString(),
            },
        });
    }
}
