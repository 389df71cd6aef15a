using System.Text;
using System.Text.Json;

namespace WaterWatch.Replay;

/// <summary>
/// A table of readings (RFC 4180, with a header line), each row becoming the message that the station would have sent. Columns in any order: station,
/// determinand, taken_at, value, unit; optionally fraction, mark, source, received_at (taken_at when missing) and river. Lines that begin with # are comments.
/// </summary>
internal static class ReplayCsv
{
    private static readonly string[] Needed = ["station", "determinand", "taken_at", "value", "unit"];
    private static readonly string[] Optional = ["fraction", "mark", "source", "received_at", "river"];

    /// <summary>What goes into the payload beside the time, under the same names.</summary>
    private static readonly string[] OfReading = ["determinand", "fraction", "value", "unit", "mark", "source"];

    public static void Read(TextReader text, ReplayFile.Found found)
    {
        List<string>? header = null;
        foreach (var (number, cells, whole) in Rows(text))
        {
            if (!whole)
            {
                found.Problem(number, "A quoted cell is not closed.", "Close it with \"; a quote within a cell is written twice.");
            }
            else if (header is null)
            {
                header = [.. cells.Select(c => c.Trim().ToLowerInvariant())];
                if (!CheckHeader(header, number, found))
                {
                    return;
                }
            }
            else if (cells.Count != header.Count)
            {
                found.Problem(number, $"The row has {cells.Count} cells, the header {header.Count}.", "Quote a cell that holds a comma.");
            }
            else
            {
                ReadRow(header.Zip(cells).ToDictionary(c => c.First, c => c.Second.Trim()), number, found);
            }
        }

        if (header is null)
        {
            found.Problem(0, "The table is empty.", $"Its first line names the columns: {string.Join(",", Needed)}.");
        }
    }

    private static bool CheckHeader(List<string> header, int number, ReplayFile.Found found)
    {
        var before = found.Problems.Count;
        foreach (var missing in Needed.Except(header))
        {
            found.Problem(number, $"Column \"{missing}\" is missing.", $"Needed are {string.Join(", ", Needed)}.");
        }

        foreach (var unknown in header.Except(Needed).Except(Optional))
        {
            found.Problem(number, $"Column \"{unknown}\" is not known.", $"Known beside the needed ones are {string.Join(", ", Optional)}.");
        }

        foreach (var twice in header.GroupBy(c => c).Where(c => c.Count() > 1))
        {
            found.Problem(number, $"Column \"{twice.Key}\" stands there twice.", "Take one away.");
        }

        return found.Problems.Count == before;
    }

    private static void ReadRow(Dictionary<string, string> row, int number, ReplayFile.Found found)
    {
        var takenAt = row["taken_at"];
        var receivedAt = row.GetValueOrDefault("received_at", "");
        receivedAt = receivedAt.Length == 0 ? takenAt : receivedAt;
        if (!ReplayFile.TryReadAt(receivedAt, out var at))
        {
            found.Problem(number, $"\"{receivedAt}\" is not a time by RFC 3339 with an offset.", "Write it as 2012-01-15T09:35:00+08:00; taken_at may do without an offset when received_at has one.");
            return;
        }

        if (row["station"].Length == 0 || row["station"].AsSpan().ContainsAny("/+#"))
        {
            found.Problem(number, $"\"{row["station"]}\" cannot be a station.", "Write its id, such as lalang.");
            return;
        }

        var topic = $"waterwatch/v1/{row.GetValueOrDefault("river", "")}/{row["station"]}/readings";
        found.Steps.Add(new ReplayStep.Publish(at, topic, Payload(row, takenAt)));
    }

    private static ReadOnlyMemory<byte> Payload(Dictionary<string, string> row, string takenAt)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("taken_at", takenAt);
            json.WriteStartArray("readings");
            json.WriteStartObject();
            foreach (var name in OfReading)
            {
                // The value too goes as text, so that its digits and its sign stay as they were written.
                if (row.GetValueOrDefault(name, "") is { Length: > 0 } text)
                {
                    json.WriteString(name, text);
                }
            }

            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <summary>Rows with the line that they begin on; not whole when the table ends within quotes.</summary>
    private static IEnumerable<(int Line, IReadOnlyList<string> Cells, bool Whole)> Rows(TextReader text)
    {
        var number = 0;
        while (text.ReadLine() is { } line)
        {
            var begun = ++number;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            // A quoted cell may run over the end of the line.
            while (line.Count(c => c == '"') % 2 == 1 && text.ReadLine() is { } more)
            {
                line += "\n" + more;
                number++;
            }

            yield return (begun, Cells(line), line.Count(c => c == '"') % 2 == 0);
        }
    }

    private static List<string> Cells(string row)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < row.Length; i++)
        {
            if (quoted && row[i] == '"' && i + 1 < row.Length && row[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (row[i] == '"')
            {
                quoted = !quoted;
            }
            else if (row[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(row[i]);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
