using System.Security.Cryptography;
using System.Text;
using WaterWatch.Configuration.Yaml;

namespace WaterWatch.Configuration;

/// <summary>The files of a configuration folder, read once, so that what is hashed is what was read.</summary>
internal sealed class ConfigurationFiles
{
    public const string Settings = "waterwatch.yaml";
    public const string Rivers = "rivers";
    public const string Limits = "limits";
    public const string Duties = "duties";
    public const string People = "people.yaml";
    public const string Imports = "imports";

    // Strict, so that a file saved in another encoding is a problem and not a station with a broken name.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _directory;
    private readonly Problems _problems;
    private readonly Dictionary<string, ConfigNode> _documents = [];
    private readonly SortedDictionary<string, byte[]> _read = new(StringComparer.Ordinal);

    public ConfigurationFiles(string directory, Problems problems)
    {
        _directory = directory;
        _problems = problems;
    }

    /// <summary>The folder, to which the files that it names are relative.</summary>
    public string Folder => _directory;

    public bool Has(string file) => File.Exists(Path.Combine(_directory, file));

    /// <summary>The document of one file; null when it is missing, empty or cannot be read, which has been noted.</summary>
    public ConfigNode? Document(string file)
    {
        var origin = new Origin(file, 0);
        if (!Has(file))
        {
            _problems.Add(
                origin,
                $"this file is missing in {_directory}",
                "Name the folder that holds it with --config, or add it: config/README.md describes each file");
            return null;
        }

        if (Text(file) is not { } text)
            return null;

        if (YamlTree.Parse(file, text, _problems) is { } node)
            return _documents[file] = node;

        if (!_problems.AnyIn(file))
            _problems.Add(origin, "this file is empty", "Write it as config/README.md describes, or take it out");

        return null;
    }

    /// <summary>The length in bytes of a file that another one names; null when there is none.</summary>
    public long? LengthOf(string file) => Has(file) ? new FileInfo(Path.Combine(_directory, file)).Length : null;

    /// <summary>The text of a file that is there; null when it cannot be read, which has been noted.</summary>
    public string? Text(string file)
    {
        var origin = new Origin(file, 0);
        try
        {
            var bytes = File.ReadAllBytes(Path.Combine(_directory, file));
            _read[file] = bytes;
            return Utf8.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            _problems.Add(origin, "this file is not UTF-8", "Save it again with the encoding UTF-8");
            return null;
        }
        catch (IOException e)
        {
            _problems.Add(origin, $"this file cannot be read: {e.Message.TrimEnd('.')}", "Let the service's user read it");
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            _problems.Add(origin, "this file may not be read", "Let the service's user read it");
            return null;
        }
    }

    /// <summary>The files of a folder in order of their names; at least one is needed, since without it nothing would be watched.</summary>
    public List<string> In(string folder, string ofWhat)
    {
        var yaml = InIfAny(folder);
        if (yaml.Count == 0)
            _problems.Add(new Origin($"{folder}/", 0), $"there is no {ofWhat} here", $"Add one, such as the shipped config/{folder}/");

        return yaml;
    }

    /// <summary>The files of a folder that may be missing or empty, in order of their names.</summary>
    public List<string> InIfAny(string folder)
    {
        var path = Path.Combine(_directory, folder);
        var all = Directory.Exists(path) ? Directory.EnumerateFiles(path).Select(f => $"{folder}/{Path.GetFileName(f)}").Order(StringComparer.Ordinal).ToList() : [];
        foreach (var yml in all.Where(f => f.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)))
        {
            _problems.Add(
                new Origin(yml, 0),
                "this file is not read, since its name does not end in .yaml",
                "Name it .yaml, or take it out of the folder");
        }

        return [.. all.Where(f => f.EndsWith(".yaml", StringComparison.Ordinal))];
    }

    /// <summary>What the documents that were read say, with what was laid over them.</summary>
    public ConfigurationFacts Facts() => ConfigurationFacts.Of(_documents.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => (d.Key, d.Value)));

    /// <summary>SHA-256 over path, length and bytes of every file that was read, in order of the paths; lower-case hex.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (file, bytes) in _read)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file}\n{bytes.Length}\n"));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
