using WaterWatch.Decoding;

namespace WaterWatch.Replay;

/// <summary>
/// Reads what <c>waterwatch replay</c> plays: a case folder (<c>messages.jsonl</c>, and <c>config/</c> when it has its own), a <c>.jsonl</c> file or a
/// <c>.csv</c> file. Whatever is wrong becomes a problem with its line and its remedy; nothing is thrown and nothing is guessed.
/// </summary>
public static class ReplayFile
{
    private const string Messages = "messages.jsonl";

    /// <summary>The configuration that the cases of one folder share.</summary>
    private static readonly string Shared = Path.Combine("_river", "config");

    public static ReplayContent Read(string path)
    {
        var isFolder = Directory.Exists(path);
        var file = isFolder ? Path.Combine(path, Messages) : path;
        var found = new Found(file);
        try
        {
            using var text = File.OpenText(file);
            if (file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            {
                ReplayCsv.Read(text, found);
            }
            else if (file.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
            {
                ReplayJsonLines.Read(text, found);
            }
            else
            {
                found.Problem(0, "Only a case folder, a .jsonl file or a .csv file can be replayed.", "Rename the file by what it holds.");
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            found.Problem(0, $"It cannot be read: {failed.Message}", isFolder ? $"A case folder holds a {Messages}." : "Name a file that exists and may be read.");
        }

        return new ReplayContent
        {
            Steps = [.. found.Steps.OrderBy(s => s.At)],
            ConfigDirectory = isFolder ? ConfigOf(Path.GetFullPath(path)) : null,
            Problems = found.Problems,
        };
    }

    /// <summary>An instant by RFC 3339 with its offset: a story has no river whose time zone could be meant.</summary>
    internal static bool TryReadAt(string text, out DateTimeOffset at)
    {
        at = default;
        var hasOffset = text.EndsWith('Z') || text.EndsWith('z') || text.Length > 16 && text.AsSpan(16).IndexOfAny('+', '-') >= 0;
        return hasOffset && Rfc3339.TryParse(System.Text.Encoding.UTF8.GetBytes(text), TimeZoneInfo.Utc, out at);
    }

    private static string? ConfigOf(string folder)
    {
        var own = Path.Combine(folder, "config");
        var shared = Path.Combine(Path.GetDirectoryName(folder) ?? folder, Shared);
        return Directory.Exists(own) ? own : Directory.Exists(shared) ? shared : null;
    }

    /// <summary>What has been read so far.</summary>
    internal sealed class Found(string file)
    {
        /// <summary>Where directories named by the file stand.</summary>
        public string Folder { get; } = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "";

        public List<ReplayStep> Steps { get; } = [];

        public List<ReplayProblem> Problems { get; } = [];

        public void Problem(int line, string message, string remedy) => Problems.Add(new ReplayProblem(file, line, message, remedy));
    }
}
