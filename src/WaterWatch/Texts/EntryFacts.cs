using System.Globalization;
using System.Text.Json;
using WaterWatch.Alerts;
using WaterWatch.Decoding;
using WaterWatch.OnCall;
using WaterWatch.Rivers;
using WaterWatch.Timeline;

namespace WaterWatch.Texts;

/// <summary>What a sentence needs of an entry. A fact that the entry does not hold is empty text: a sentence is shorter then, never an error.</summary>
internal sealed class EntryFacts(TimelineEntry entry, bool chinese, TimeSpan offset)
{
    public string this[string key] => entry.Data.GetValueOrDefault(key, "");

    public string Incident => entry.Incident?.ToString(CultureInfo.InvariantCulture) ?? "";

    public string By => entry.By;

    public Condition? Condition => Enum.TryParse<Condition>(this["condition"], out var condition) && Enum.IsDefined(condition) ? condition : null;

    public Level? Level => Enum.TryParse<Level>(this["level"], out var level) && Enum.IsDefined(level) ? level : null;

    public string LevelWord => Word<Level>("level", Words.Of);

    public string FromLevelWord => Word<Level>("from_level", Words.Of);

    public string ConfirmedBy => Word<ConfirmedBy>("confirmed_by", Words.Of);

    public string NotifyReason => Word<NotifyReason>("reason", Words.Of);

    /// <summary>Who is not told and why: <c>off duty: bo, chen; no address: dora</c>.</summary>
    public string NotTold => string.Join(chinese ? "；" : "; ", Enum.GetValues<NotToldReason>()
        .Select(r => (Word: In(Words.Of(r)), People: this[JsonNamingPolicy.SnakeCaseLower.ConvertName(r.ToString())]))
        .Where(r => r.People.Length > 0)
        .Select(r => r.People == "-" ? r.Word : $"{r.Word}{(chinese ? "：" : ": ")}{r.People}"));

    /// <summary>What a gateway says became of a message; empty where none says anything.</summary>
    public string Receipted => Word<ReceiptOutcome>("outcome", Words.Of);

    /// <summary>When it is tried again, at the reader's offset; empty when it is not.</summary>
    public string NextTryAt => DateTimeOffset.TryParse(this["next_try_at"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? Shown(at) : this["next_try_at"];

    /// <summary>What a station is ordered: <c>sample every 30 min</c>, <c>take a sample for cadmium at once</c>.</summary>
    public string Ordered
    {
        get
        {
            if (!long.TryParse(this["sample_every_s"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                return chinese ? $"立即采样{Determinand}" : $"take a sample{(Determinand.Length > 0 ? " for " : "")}{Determinand} at once";
            }

            var (length, en, zh) = seconds % 3600 == 0 ? (seconds / 3600, "h", "小时") : seconds % 60 == 0 ? (seconds / 60, "min", "分钟") : (seconds, "s", "秒");
            return chinese ? $"每 {length} {zh}采样一次" : $"sample every {length} {en}";
        }
    }

    /// <summary>The first of what was changed in the configuration, and how many more; the entry holds them all.</summary>
    public string Changes
    {
        get
        {
            var first = this["difference"].Split('\n')[0];
            return long.TryParse(this["changes"], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 1 ? chinese ? $"{first} 等 {count} 处" : $"{first} and {count - 1} more" : first;
        }
    }

    /// <summary>The beginning of a block's hash: enough to find it by.</summary>
    public string RawBlock => this["raw_block"] is { Length: > 12 } hash ? hash[..12] : this["raw_block"];

    public string SetAsideReason => Word<SetAsideReason>("reason", Words.Of);

    /// <summary>
    /// The determinand's name in the language, <c>dissolved cadmium</c>, <c>cadmium (mean over 4 d)</c>; empty when the entry is of the whole station.
    /// </summary>
    public string Determinand
    {
        get
        {
            var key = this["determinand"];
            var name = Readings.Determinand.Find(key)?.Name is { } known ? In(known) : key;
            var dissolved = name.Length > 0 && this["fraction"].Equals("dissolved", StringComparison.OrdinalIgnoreCase);
            return (dissolved ? (chinese ? "溶解态" : "dissolved ") + name : name) + (name.Length > 0 ? MeanOver : "");
        }
    }

    /// <summary>Over what the value is a mean, <c> (mean over 4 d)</c>; empty for a single sample.</summary>
    private string MeanOver
    {
        get
        {
            if (!long.TryParse(this["mean_over_s"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                return "";
            }

            var (length, en, zh) = seconds % 86_400 == 0 ? (seconds / 86_400m, "d", "天") : seconds % 3600 == 0 ? (seconds / 3600m, "h", "小时") : (seconds / 60m, "min", "分钟");
            var number = length.ToString("0.#", CultureInfo.InvariantCulture);
            return chinese ? $"（{number}{zh}均值）" : $" (mean over {number} {en})";
        }
    }

    /// <summary>Value against limit in the one wording; the value alone when there is no limit, empty when there is no value.</summary>
    public string Value
    {
        get
        {
            var text = this["value"];
            var unit = this["unit"] is "pH" ? "" : this["unit"];
            var sign = text.StartsWith('<') ? "<" : text.StartsWith('>') ? ">" : "";

            // The bound of a fast rise is no limit, and what cannot be judged is neither over nor within one.
            var isOfLimit = Condition is null or Alerts.Condition.LimitExceedance or Alerts.Condition.MarkedOverLimit;
            if (!isOfLimit || !Number(text[sign.Length..], out var value) || !Number(this["limit"], out var limit))
            {
                return Amount;
            }

            // pH and oxygen have lower ends, where a multiple of the limit says nothing.
            if (this["determinand"] is "pH" or "DO")
            {
                return $"{text} {unit}".TrimEnd() + (chinese ? $"，限值 {this["limit"]}" : $" against the limit of {this["limit"]}");
            }

            var exceedance = new ExceedanceText(sign, value, unit, limit);
            return chinese ? exceedance.Zh : exceedance.En;
        }
    }

    /// <summary>The value alone with its unit; empty when there is none.</summary>
    public string Amount => WithUnit(this["value"]);

    /// <summary>The limit alone with its unit; empty when there is none.</summary>
    public string Limit => WithUnit(this["limit"]);

    /// <summary>How many times the mean before it the value is, <c>3.4</c>; empty when nobody says.</summary>
    public string TimesMean =>
        Number(this["value"].TrimStart('<', '>'), out var value) && Number(this["mean"], out var mean) && mean > 0 ? ExceedanceText.Ratio(Math.Min(value, 1_000_000_000m) / mean) : "";

    /// <summary>Since when, at the reader's offset; empty when the entry does not say.</summary>
    public string Since => Instant("since");

    /// <summary>When what the entry tells of begins, at the reader's offset; empty when it does not say.</summary>
    public string From => Instant("from");

    /// <summary>The first instant at which it no longer holds, at the reader's offset; empty when the entry does not say.</summary>
    public string Until => Instant("until");

    public string Measure => Word<Incidents.MeasureKind>("measure", Words.Of);

    public string SampledAt => Instant("sampled_at");

    /// <summary>What a person gave as the reason of an alert's step; empty where the service decided.</summary>
    public string Said => this["said"];

    public AlertReason? Reason => Enum.TryParse<AlertReason>(this["reason"], out var reason) && Enum.IsDefined(reason) ? reason : null;

    /// <summary>When the sample was taken, at the reader's offset, <c>16 Jan 12:00</c> or <c>1月16日 12:00</c>.</summary>
    public string TakenAt => this["taken_at"].Length == 0 ? Shown(entry.At) :
        DateTimeOffset.TryParse(this["taken_at"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? Shown(at)
            : this["taken_at"];

    /// <summary>The deadline of a duty, at the reader's offset; empty when the entry has none.</summary>
    public string DueAt => Instant("due_at");

    /// <summary>By when a shift is to be accepted, at the reader's offset; empty when nobody has to.</summary>
    public string AcceptBy => Instant("accept_by");

    public string LevelAtMost => Word<Level>("level_at_most", Words.Of);

    /// <summary>Which matters a silence or a maintenance window means: <c>Cd, pH at sancha</c>; everything when it names nothing.</summary>
    public string Meant
    {
        get
        {
            var what = string.Join(", ", new[] { this["determinands"], this["conditions"] }.Where(w => w.Length > 0));
            var where = string.Join(", ", new[] { this["stations"], this["rivers"] }.Where(w => w.Length > 0));
            return (what.Length > 0, where.Length > 0) switch
            {
                (true, true) => chinese ? $"{where}的 {what}" : $"{what} at {where}",
                (true, false) => what,
                (false, true) => where,
                _ => chinese ? "一切" : "everything",
            };
        }
    }

    /// <summary>The dam that was operated, by its name in the language.</summary>
    public string Dam => this[chinese ? "dam_zh" : "dam_en"] is { Length: > 0 } name ? name : this["dam"];

    /// <summary>What was done at a dam.</summary>
    public string Operation => (this["operation"], chinese) switch
    {
        ("hold", false) => "water is held back",
        ("release", false) => "more water is let through",
        ("normal", false) => "as usual again",
        ("hold", true) => "蓄水拦截",
        ("release", true) => "加大下泄",
        ("normal", true) => "恢复正常",
        var (other, _) => other,
    };

    /// <summary>Which report was sent.</summary>
    public string Report => (this["report"], chinese) switch
    {
        ("initial", false) => "first report",
        ("follow_up", false) => "follow-up report",
        ("outcome", false) => "report of the outcome",
        ("initial", true) => "初报",
        ("follow_up", true) => "续报",
        ("outcome", true) => "处理结果报告",
        (_, false) => "a report",
        _ => "报告",
    };

    /// <summary>The title of a duty in the language.</summary>
    public string DutyTitle => this[chinese && this["title_zh"].Length > 0 ? "title_zh" : "title_en"];

    /// <summary>The amount before a correction, with its unit.</summary>
    public string Before => this["from"].Length == 0 ? "" : $"{this["from"]} {(this["unit"] is "pH" ? "" : this["unit"])}".TrimEnd();

    /// <summary>The hours in which water can make the way, without the word that they are assumed.</summary>
    public string Window => this["window_h"] is "unknown" ? "" : this["window_h"].Replace(" assumed", "", StringComparison.Ordinal);

    public bool WindowIsAssumed => this["window_h"].EndsWith(" assumed", StringComparison.Ordinal);

    /// <summary>Opened by a sample that came after a newer one was judged.</summary>
    public bool Late => this["late"] == "true";

    public string WithUnit(string number) => number.Length == 0 ? "" : $"{number} {(this["unit"] is "pH" ? "" : this["unit"])}".TrimEnd();

    private string Word<T>(string key, Func<T, LocalizedName> word)
        where T : struct, Enum => Enum.TryParse<T>(this[key], out var value) && Enum.IsDefined(value) ? In(word(value)) : this[key];

    private string Instant(string key) => DateTimeOffset.TryParse(this[key], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? Shown(at) : this[key];

    private string Shown(DateTimeOffset at) => at.ToOffset(offset).ToString(chinese ? "M'月'd'日' HH:mm" : "d MMM HH:mm", CultureInfo.InvariantCulture);

    private string In(LocalizedName name) => chinese ? name.Zh : name.En;

    private static bool Number(string text, out decimal number) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
