using System.Globalization;
using System.Text;
using WaterWatch.Alerts;
using WaterWatch.Rivers;
using WaterWatch.Texts;

namespace WaterWatch.Demo;

/// <summary>Which station was over its limit from when on, how far, and what confirmed it: one line an alert of the river's water.</summary>
internal static class StationTable
{
    private static readonly int[] Widths = [24, 3, 12, 10, 24, 7];

    public static void AppendTo(StringBuilder text, IReadOnlyList<Alert> alerts, IReadOnlyDictionary<string, LocalizedName> names)
    {
        DemoReport.Heading(text, "Stations over their limit (peak value, times the limit and 超标倍数)", "超标站点");
        Row(text, "Station", "", "First over", "First mg/L", "Peak mg/L", "Worst", "Confirmed by");
        foreach (var alert in alerts.Where(a => a.Key.Condition is Condition.LimitExceedance or Condition.MarkedOverLimit).OrderBy(a => a.FiredAt).ThenBy(a => a.Id))
        {
            var peak = alert.PeakRatio is { } ratio ? $" ({ExceedanceText.Ratio(ratio)}x 超{ExceedanceText.Over(ratio)}倍)" : "";
            Row(
                text,
                names.TryGetValue(alert.Key.Station.Value, out var name) ? name.En : alert.Key.Station.Value,
                alert.Key.Determinand?.Key ?? "",
                DemoReport.Local(alert.FiredAt),
                alert.FirstValue is { } first ? first.Sign + Number(first.Value) : "",
                alert.PeakValue is { } value ? value.Sign + Number(value.Value) + peak : "",
                Words.Of(alert.PeakLevel).En,
                Words.Of(alert.ConfirmedBy).En);
        }
    }

    /// <summary>Without trailing zeros that only a change of unit has made, and with the four decimals that cadmium is measured to.</summary>
    private static string Number(decimal value) => value.ToString("0.0000##", CultureInfo.InvariantCulture);

    private static void Row(StringBuilder text, params string[] cells)
    {
        text.Append("  ");
        for (var i = 0; i < Widths.Length; i++)
        {
            text.Append(Columns.Pad(Columns.Wrap(cells[i], Widths[i])[0], Widths[i])).Append(' ');
        }

        text.Append(cells[^1]).Append('\n');
    }
}
