using WaterWatch.Configuration.Yaml;

namespace WaterWatch.Configuration.Options;

/// <summary>Under which terms others may use what was published.</summary>
/// <param name="Licence">Its name.</param>
/// <param name="LicenceUrl">Where its text stands; null when it stands nowhere.</param>
/// <param name="Publisher">The office that publishes; empty when nobody says.</param>
public sealed record OpenDataSettings(string Licence, Uri? LicenceUrl, string Publisher)
{
    public OpenDataSettings()
        : this("CC BY 4.0", new Uri("https://creativecommons.org/licenses/by/4.0/"), "")
    {
    }
}

/// <summary>Reads <c>web.public</c> of <c>waterwatch.yaml</c>.</summary>
internal static class OpenDataReader
{
    public static SectionKeys PublicKeys { get; } = new("web.public", "licence", "licence_url", "publisher");

    public static OpenDataSettings Read(Section? section)
    {
        var defaults = new OpenDataSettings();
        if (section is null)
            return defaults;

        var licence = section.Text("licence");
        if (licence is not null && string.IsNullOrWhiteSpace(licence))
            section.Problem("licence", "licence: without one nobody may use what is published", "Write its name, such as CC BY 4.0, or that all rights are reserved");

        // The default address is of the default licence and of no other.
        return new OpenDataSettings(licence ?? defaults.Licence, LicenceUrl(section, licence is null ? defaults.LicenceUrl : null), section.Text("publisher") ?? defaults.Publisher);
    }

    private static Uri? LicenceUrl(Section section, Uri? unwritten)
    {
        var text = section.Text("licence_url");
        if (text is not { Length: > 0 })
            return text is null ? unwritten : null;

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return url;

        section.Problem("licence_url", $"licence_url: \"{text}\" is not an address that people can open", "Write where the licence's text stands, such as https://creativecommons.org/licenses/by/4.0/, or \"\" for nowhere");
        return null;
    }
}
