using WaterWatch.Configuration.Yaml;
using WaterWatch.Rivers;

namespace WaterWatch.Configuration.PeopleFiles;

/// <summary>Something of <c>people.yaml</c> that others name, with where it stands.</summary>
internal sealed record Listed<T>(string Id, T Value, Section Section);

/// <summary>Everything of one kind, each id once.</summary>
/// <param name="what">With its article: <c>a rota</c>.</param>
internal sealed class Listing<T>(string what)
{
    private readonly List<Listed<T>> _all = [];

    public IReadOnlyList<Listed<T>> All => _all;

    public IEnumerable<T> Values => _all.Select(l => l.Value);

    public Listed<T>? Find(string id) => _all.Find(l => l.Id == id);

    /// <summary>Takes up what was read; a second one of the same id is a problem.</summary>
    public void Add(string id, T value, Section section, string key = "id")
    {
        if (id.Length > 0 && Find(id) is { } first)
            section.Problem(key, $"{what} with the {key} \"{id}\" is already on line {first.Section.OriginOf(key).Line}", $"Give each its own {key}");
        else
            _all.Add(new Listed<T>(id, value, section));
    }

    /// <summary>Notes a name that is not one of these.</summary>
    public bool Knows(string key, ConfigScalar named, Problems problems)
    {
        if (Find(named.Text) is not null)
            return true;

        problems.Add(named.Origin, $"{key}: \"{named.Text}\" is not {what} of this file", Nearest.Remedy(named.Text, _all.Select(l => l.Id).Where(id => id.Length > 0)));
        return false;
    }

    /// <summary>The names below a key that are known; the others are noted.</summary>
    public List<string> Known(Section section, string key) => [.. section.Texts(key).Where(named => Knows(key, named, section.Problems)).Select(named => named.Text)];
}

internal static class Ids
{
    /// <summary>The section's id; empty when there is none that can be one, which has been noted.</summary>
    public static string Read(Section section, string example, string key = "id")
    {
        var id = section.RequiredText(key, example) ?? "";
        if (id.Length > 0 && !StationId.IsValid(id))
            section.Problem(key, $"\"{id}\" cannot be an id", "Use lower-case letters, digits, - and _, at most 64");

        return id;
    }
}
