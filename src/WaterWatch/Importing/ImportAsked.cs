using System.Security.Cryptography;
using System.Text;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Importing.Mapping;

namespace WaterWatch.Importing;

/// <summary>What is to be imported and how it is read.</summary>
/// <param name="Path">Where the file lies.</param>
/// <param name="Name">As people know it, without its folder.</param>
/// <param name="Mapping">How its columns are understood.</param>
/// <param name="MappingHash">SHA-256 over all that the mapping was made of, lower-case hex: a file that was begun by one is not gone on with by another.</param>
/// <param name="By">Who brings it; never empty.</param>
internal sealed record ImportAsked(string Path, string Name, ImportMapping Mapping, string MappingHash, string By)
{
    /// <param name="mapping">With its text; null for none.</param>
    /// <param name="station">All rows are of it; null to go by the mapping.</param>
    /// <param name="stations">Those that are configured.</param>
    /// <returns>Null when there is no such station, which is among the problems.</returns>
    public static ImportAsked? Of(
        string path, string name, (ImportMapping Mapping, string Text)? mapping, string? station, string by, IReadOnlyCollection<string> stations, Problems problems)
    {
        if (station is not null && !stations.Contains(station))
        {
            problems.Add(new Origin("station", 0), $"\"{station}\" is not a station of rivers/", Nearest.Remedy(station, stations));
            return null;
        }

        var read = mapping?.Mapping ?? new ImportMapping();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{station}\n{mapping?.Text}")));
        return new ImportAsked(path, name, station is null ? read : read with { Station = station }, hash, by);
    }

    /// <summary>Reads a mapping that stands by itself and not in the configuration.</summary>
    /// <param name="file">Its name, for problems.</param>
    /// <returns>Null when it cannot be used; each reason is among the problems.</returns>
    public static (ImportMapping Mapping, string Text)? ReadMapping(string file, string text, IReadOnlyCollection<string> stations, Problems problems)
    {
        var root = YamlTree.Parse(file, text, problems);
        if (root is null && !problems.Any)
        {
            problems.Add(new Origin(file, 0), "this file is empty", "Write it as config/README.md describes, or leave the mapping out");
        }

        var read = root is null ? null : new ImportMappingReader(stations, problems).Read(root);
        return read is null || problems.Any ? null : (read, text);
    }
}
