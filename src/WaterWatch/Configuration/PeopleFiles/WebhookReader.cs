using WaterWatch.Configuration.Options;
using WaterWatch.Configuration.Yaml;

namespace WaterWatch.Configuration.PeopleFiles;

/// <summary>Reads one of <c>webhooks</c>.</summary>
/// <param name="directory">The configuration folder, to which the files of secrets and templates are relative.</param>
internal sealed class WebhookReader(string directory, Problems problems)
{
    private const long LargestTemplate = 64 * 1024;

    public static SectionKeys WebhookKeys { get; } = new(
        "a webhook", "name", "url", "url_file", "allow_http", "secret", "secret_file", "timeout", "template", "template_file", "receipt", "accepted");

    public static SectionKeys AcceptedKeys { get; } = new("accepted", "path", "value");

    private static ValueKind<TimeSpan> Patience { get; } = new(
        "a time to wait for an answer",
        "Write 1s to 60s",
        text => ValueKinds.Duration.Read(text) is { } time && time >= TimeSpan.FromSeconds(1) && time <= TimeSpan.FromSeconds(60) ? time : null);

    public WebhookSettings Read(Section webhook)
    {
        var url = Url(webhook);
        var secret = SecretReader.Read(webhook, "secret", directory);
        if (secret.IsEmpty)
            problems.Add(webhook.Origin, "this webhook has no secret, so its receiver could not tell our messages from others'", "Add secret_file: with the path of a file that holds it");

        return new WebhookSettings(webhook.Text("name") ?? "", url, secret)
        {
            Timeout = webhook.Value("timeout", Patience) ?? TimeSpan.FromSeconds(10),
            Template = Template(webhook),
            Receipt = Path(webhook, "receipt") ?? "",
            Accepted = Accepted(webhook),
        };
    }

    private Uri Url(Section webhook)
    {
        var nowhere = new Uri("about:blank");
        if (!webhook.Has("url_file") && webhook.RequiredText("url", "https://gateway.example.org/messages") is null)
            return nowhere;

        // Robots have their key in it: then it is a secret, and no problem repeats what it is.
        var (isSecret, text) = (webhook.Has("url_file"), SecretReader.Read(webhook, "url", directory).Reveal());
        var (key, named) = isSecret ? ("url_file", "what url_file holds") : ("url", $"url: \"{text}\"");
        if (text.Length == 0)
            return nowhere;

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            webhook.Problem(key, $"{named} is not the address of a gateway", "Write scheme, host and path, such as https://gateway.example.org/messages");
            return nowhere;
        }

        if (url.UserInfo.Length > 0)
            webhook.Problem(key, "the address holds a name or a password, which is not sent", "Take it out; the gateway knows us by the signature");

        if (url is { Scheme: "http", IsLoopback: false } && webhook.Value("allow_http", ValueKinds.TrueOrFalse) != true)
            webhook.Problem(key, $"what goes to {(isSecret ? "this address" : text)} can be read and changed on the way", "Write https://, or allow_http: true when a network of your own carries it");

        return url;
    }

    private WebhookTemplate? Template(Section webhook)
    {
        if (webhook.Text("template_file") is not { Length: > 0 } file)
        {
            // The text of a block begins on the line below its key.
            return webhook.Text("template") is { Length: > 0 } text && webhook.OriginOf("template") is var at
                ? Checked(text, line => at with { Line = text.Contains('\n', StringComparison.Ordinal) ? at.Line + line : at.Line })
                : null;
        }

        if (webhook.Text("template") is { Length: > 0 })
            webhook.Problem("template_file", "template and template_file are both given", "Keep one of them");

        return ReadFile(webhook, file) is { } read ? Checked(read, line => new Origin(file, line)) : null;
    }

    private string? ReadFile(Section webhook, string file)
    {
        try
        {
            var path = System.IO.Path.Combine(directory, file);
            if (new FileInfo(path).Length <= LargestTemplate)
                return File.ReadAllText(path);

            webhook.Problem("template_file", $"template_file: \"{file}\" is larger than {LargestTemplate / 1024} KiB", "Name the file of one message");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            webhook.Problem("template_file", $"template_file: \"{file}\" cannot be read", "Give a path relative to the configuration folder, or an absolute one, that the service may read");
        }

        return null;
    }

    private WebhookTemplate Checked(string text, Func<int, Origin> at)
    {
        var template = new WebhookTemplate(text);
        foreach (var (name, line) in template.Unknown())
        {
            problems.Add(at(line), $"\"{{{{{name}}}}}\" is not a placeholder", Nearest.Remedy(name, WebhookTemplate.Names));
        }

        if (template.Fault() is { } fault)
            problems.Add(at(fault.Line), "with its placeholders filled in this is no JSON", "Write each placeholder inside quotes, such as { \"text\": \"{{text}}\" }");

        return template;
    }

    private static WebhookAccepted? Accepted(Section webhook)
    {
        if (webhook.Sub("accepted", AcceptedKeys) is not { } accepted)
            return null;

        _ = accepted.RequiredText("path", "errcode");
        return new WebhookAccepted(Path(accepted, "path") ?? "", accepted.RequiredText("value", "0") ?? "");
    }

    private static string? Path(Section section, string key)
    {
        var path = section.Text(key);
        if (path is { Length: > 0 } && !path.Split('.').All(part => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')))
            section.Problem(key, $"{key}: \"{path}\" is not a path into an answer", "Write names and numbers of places with points between, such as data.message_id or messages.0.id");

        return path;
    }
}
