using System.CommandLine;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using WaterWatch.Auditing;
using WaterWatch.Decoding;
using WaterWatch.Storage;
using WaterWatch.Web.Pages.AuditDesk;
using WaterWatch.Web.Pages.Shared;

namespace WaterWatch.Commands;

/// <summary><c>export incident ID</c>: the auditor's file, to standard output. Reads only, also while the service runs.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var (data, config, set) = (Options.Data(), Options.Config(), Options.Set());
        var id = new Argument<long>("ID") { Description = "The incident's number." };
        var format = new Option<string>("--as") { Description = "json, csv or html.", HelpName = "json|csv|html", Required = true };
        var asKnownAt = new Option<string?>("--as-known-at") { Description = "Only what was recorded by then, RFC 3339.", HelpName = "TIME" };
        var language = new Option<string>("--lang") { Description = "Of html: en or zh.", HelpName = "en|zh", DefaultValueFactory = _ => "zh" };
        var incident = new Command("incident", "Everything that the record holds of an incident, beginning with when what was done.") { id, format, asKnownAt, language, data, config, set };
        incident.SetAction(async (parsed, _) =>
        {
            var tongue = parsed.GetValue(language) switch { "en" => Tongue.English, "zh" => Tongue.Chinese, var other => throw new UsageException($"--lang is en or zh; it was \"{other}\".") };
            var (wanted, at) = (parsed.GetValue(format)!, Instant(parsed.GetValue(asKnownAt)));
            if (wanted is not ("json" or "csv" or "html"))
            {
                throw new UsageException($"--as is json, csv or html; it was \"{wanted}\".");
            }

            if (Options.Load(parsed.GetValue(config)!, parsed.GetValue(set)!) is not { } loaded)
            {
                return CommandLine.FoundWrong;
            }

            using var log = LogReader.Open(parsed.GetValue(data) ?? loaded.Settings.DataDirectory);
            var now = TimeProvider.System.GetUtcNow();
            if (new AuditFileReader(log, loaded).Read(parsed.GetValue(id), at, now) is not { } file)
            {
                await Console.Error.WriteLineAsync($"There is no incident {parsed.GetValue(id)}{(at is null ? "" : " by then")}.");
                return CommandLine.FoundWrong;
            }

            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
            await Console.Out.WriteAsync(wanted switch
            {
                "json" => AuditJson.Of(file) + "\n",
                "csv" => AuditCsv.Of(file),
                _ => await HtmlAsync(new AuditFileModel(new PageFrame(tongue, "", loaded.Plan.Telling, now, file.Zone), file)),
            });
            return CommandLine.Done;
        });
        return new Command("export", "Writes out what the record holds.") { incident };
    }

    private static async Task<string> HtmlAsync(AuditFileModel model)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<AuditPrint>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Model"] = model }))).ToHtmlString());
    }

    private static DateTimeOffset? Instant(string? text) => text is null ? null
        : Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), TimeZoneInfo.Utc, out var at) ? at
        : throw new UsageException($"--as-known-at is a time by RFC 3339, such as 2012-01-15T09:30:00+08:00; it was \"{text}\".");
}
