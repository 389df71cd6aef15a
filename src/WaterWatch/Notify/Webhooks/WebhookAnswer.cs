using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using WaterWatch.Configuration.PeopleFiles;
using WaterWatch.OnCall;

namespace WaterWatch.Notify.Webhooks;

/// <summary>What a gateway answered, read with care: it comes on the timeline, which nobody can change later, and the gateway is somebody else's.</summary>
internal static partial class WebhookAnswer
{
    /// <summary>Of a body no more is read.</summary>
    public const int MostBytes = 16 * 1024;

    private const int LongestWords = 200;

    /// <summary>What stands at a path such as <c>data.ids.0</c>; null when nothing single does, or the text is no JSON.</summary>
    public static string? At(string json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var here = document.RootElement;
            foreach (var part in path.Split('.'))
            {
                if (here.ValueKind == JsonValueKind.Array && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var nth) && nth < here.GetArrayLength())
                {
                    here = here[nth];
                }
                else if (here.ValueKind != JsonValueKind.Object || !here.TryGetProperty(part, out here))
                {
                    return null;
                }
            }

            return here.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False ? here.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>At most 200 characters, on one line, without mail addresses, the person's phone, the address of the gateway and its secret.</summary>
    public static string Words(string text, Person? person, WebhookSettings webhook)
    {
        var clean = MailAnswer.Words(text);
        foreach (var secret in Secrets(webhook))
        {
            clean = clean.Replace(secret, "…", StringComparison.Ordinal);
        }

        clean = person is null ? clean : WithoutPhone(clean, person.Phone);
        var line = new StringBuilder(clean.Length);
        foreach (var c in clean)
        {
            line.Append(char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : c);
        }

        var words = line.ToString().Trim();
        return words.Length <= LongestWords ? words : words[..(LongestWords - 1)] + "…";
    }

    private static IEnumerable<string> Secrets(WebhookSettings webhook) => new[]
    {
        webhook.Secret.Reveal(), webhook.Url.AbsoluteUri, webhook.Url.PathAndQuery, webhook.Url.Query.TrimStart('?'),
    }.Concat(webhook.Url.Query.TrimStart('?').Split('&').Select(p => p[(p.IndexOf('=', StringComparison.Ordinal) + 1)..])).Where(s => s.Length > 5);

    /// <summary>However it is written: its last seven digits give it away.</summary>
    private static string WithoutPhone(string text, string phone)
    {
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        return digits.Length == 0 ? text : Digits().Replace(text, found =>
            string.Concat(found.Value.Where(char.IsAsciiDigit)).EndsWith(digits[Math.Max(0, digits.Length - 7)..], StringComparison.Ordinal) ? "…" : found.Value);
    }

    [GeneratedRegex(@"\+?\d[\d -]{1,30}\d")]
    private static partial Regex Digits();
}
