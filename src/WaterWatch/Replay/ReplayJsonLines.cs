using System.Text;
using System.Text.Json;

namespace WaterWatch.Replay;

/// <summary>
/// One step a line: <c>{"at":…,"topic":…,"payload":{…}}</c> (or <c>payload_text</c>, <c>payload_base64</c>), <c>{"at":…,"feed":"lost"|"restored"}</c>,
/// <c>{"at":…,"config":"config-2"}</c> for a directory beside the file, <c>{"at":…,"tick":true}</c>, <c>{"at":…,"act":"merge"…}</c> (<see cref="ReplayActs"/>). Empty lines and lines that begin with # are comments.
/// </summary>
internal static class ReplayJsonLines
{
    private const string Example = """Write it as {"at":"2012-01-15T09:35:00+08:00","topic":"waterwatch/v1/longjiang/lalang/readings","payload":{…}}.""";

    private static readonly string[] Actions = ["topic", "feed", "config", "tick", "act"];
    private static readonly string[] Payloads = ["payload", "payload_text", "payload_base64"];

    public static void Read(TextReader text, ReplayFile.Found found)
    {
        for (var number = 1; text.ReadLine() is { } line; number++)
        {
            var trimmed = line.Trim();
            if (trimmed.Length > 0 && trimmed[0] != '#')
            {
                ReadLine(trimmed, number, found);
            }
        }
    }

    private static void ReadLine(string line, int number, ReplayFile.Found found)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                found.Problem(number, "A line is a JSON object.", Example);
                return;
            }

            ReadStep(json.RootElement, number, found);
        }
        catch (JsonException broken)
        {
            found.Problem(number, $"Not JSON at byte {broken.BytePositionInLine + 1} of the line.", "One JSON object stands on each line; a payload that is not JSON goes into \"payload_text\" or \"payload_base64\".");
        }
    }

    private static void ReadStep(JsonElement line, int number, ReplayFile.Found found)
    {
        if (Text(line, "at") is not { } atText || !ReplayFile.TryReadAt(atText, out var at))
        {
            found.Problem(number, "\"at\" is missing or is not a time by RFC 3339 with an offset.", "Write it as 2012-01-15T09:35:00+08:00.");
            return;
        }

        var members = line.EnumerateObject().Select(m => m.Name).ToList();
        if (members.Contains("act"))
        {
            ReplayActs.Read(line, at, number, found);
            return;
        }

        var actions = members.Intersect(Actions).ToList();
        var unknown = members.Except(Actions).Except(Payloads).Where(m => m != "at").ToList();
        if (unknown.Count > 0)
        {
            found.Problem(number, $"\"{unknown[0]}\" is not known here.", $"A line has \"at\" and one of {string.Join(", ", Actions)}; a topic goes with one of {string.Join(", ", Payloads)}.");
        }
        else if (actions.Count != 1)
        {
            found.Problem(number, actions.Count == 0 ? "The line says when, but not what." : $"The line says {string.Join(" and ", actions)} at once.", $"Name one of {string.Join(", ", Actions)} a line.");
        }
        else
        {
            ReadAction(line, actions[0], at, number, found);
        }
    }

    private static void ReadAction(JsonElement line, string action, DateTimeOffset at, int number, ReplayFile.Found found)
    {
        switch (action, Text(line, action))
        {
            case ("topic", { Length: > 0 } topic):
                ReadPayload(line, number, found, payload => new ReplayStep.Publish(at, topic, payload));
                break;
            case ("feed", "lost"):
                found.Steps.Add(new ReplayStep.FeedLost(at));
                break;
            case ("feed", "restored"):
                found.Steps.Add(new ReplayStep.FeedRestored(at));
                break;
            case ("config", { Length: > 0 } name):
                Reconfigure(name, at, number, found);
                break;
            case ("tick", _) when line.GetProperty(action).ValueKind == JsonValueKind.True:
                found.Steps.Add(new ReplayStep.Tick(at));
                break;
            default:
                found.Problem(number, $"\"{action}\" cannot be {line.GetProperty(action).GetRawText()}.", "topic and config are texts, feed is \"lost\" or \"restored\", tick is true.");
                break;
        }
    }

    private static void Reconfigure(string name, DateTimeOffset at, int number, ReplayFile.Found found)
    {
        var directory = Path.Combine(found.Folder, name);
        if (Directory.Exists(directory))
        {
            found.Steps.Add(new ReplayStep.Reconfigure(at, directory));
        }
        else
        {
            found.Problem(number, $"There is no directory \"{name}\" beside the file.", "Put the configuration there, or correct the name.");
        }
    }

    private static void ReadPayload(JsonElement line, int number, ReplayFile.Found found, Func<ReadOnlyMemory<byte>, ReplayStep> step)
    {
        var given = Payloads.Where(p => line.TryGetProperty(p, out _)).ToList();
        var payload = given is not [var name] ? null
            : name == "payload" ? Encoding.UTF8.GetBytes(line.GetProperty(name).GetRawText())
            : Text(line, name) is not { } text ? null
            : name == "payload_text" ? Encoding.UTF8.GetBytes(text)
            : line.GetProperty(name).TryGetBytesFromBase64(out var bytes) ? bytes : null;
        if (payload is null)
        {
            found.Problem(number, given.Count == 1 ? $"\"{given[0]}\" cannot be read." : $"A topic goes with one payload, this has {given.Count}.", $"Give one of {string.Join(", ", Payloads)}; the last two are texts.");
            return;
        }

        found.Steps.Add(step(payload));
    }

    private static string? Text(JsonElement line, string member) =>
        line.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
