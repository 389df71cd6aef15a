using WaterWatch.Access;
using WaterWatch.Auditing;
using WaterWatch.Configuration;
using WaterWatch.Storage;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages.Shared;
using WaterWatch.Web.Pages.Shared.Forms;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Pages.AuditDesk;

/// <summary><c>/audit</c>: incidents by time, river, determinand and level. <c>/audit/incidents/{id}</c>: the auditor's file of one, as a page, to print, as JSON or as CSV.</summary>
internal static class AuditPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/audit", (PageRenderer pages, LogReader log, ConfigurationInForce configuration, HttpContext context) => pages.AnswerOnceAsync<AuditSearchView>(
            context, new PageTitle("Audit", "审计"), frame => Task.FromResult<object?>(AuditSearch.Of(frame, TypedForm.Of(context.Request.Query), log, configuration.Now)))).Needs(Right.Export).ExcludeFromDescription();
        app.MapGet("/audit/incidents/{id:long}", AnswerAsync).Needs(Right.Export).ExcludeFromDescription();
    }

    private static async Task AnswerAsync(long id, PageRenderer pages, LogReader log, ConfigurationInForce configuration, HttpContext context, string? format = null)
    {
        var (frame, now) = (PageFrame.Of(context, Tongue.Of(context)), configuration.Now);
        var asKnownAt = AsKnownAt(TypedForm.Of(context.Request.Query), log.Incident(id) is { } known ? now.Plan.Rivers.GetValueOrDefault(known.River)?.TimeZone ?? frame.Zone : frame.Zone);
        var file = new AuditFileReader(log, now).Read(id, asKnownAt, frame.Now);
        if (string.IsNullOrEmpty(format) || file is null)
        {
            await pages.AnswerOnceAsync<AuditFileView>(context, new PageTitle($"Incident {id}: the auditor's file", $"事件 {id}：审计档案"), whole => Task.FromResult<object?>(file is null ? null : new AuditFileModel(whole with { Zone = file.Zone }, file)));
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        PageHeaders.Set(context.Response);
        var result = format switch
        {
            "json" => TypedResults.Text(AuditJson.Of(file), "application/json", System.Text.Encoding.UTF8),
            "csv" => TypedResults.Text(AuditCsv.Of(file), Csv.ContentType),
            "print" => TypedResults.Text(await pages.RenderAsync<AuditPrint>(new AuditFileModel(frame with { Zone = file.Zone }, file)), "text/html", System.Text.Encoding.UTF8),
            _ => throw new BadRequestException("format", $"format is json, csv or print, or left out for a page; it was \"{format}\"."),
        };
        await result.ExecuteAsync(context);
    }

    /// <summary>By the river's clock as a form sends it, or by RFC 3339.</summary>
    private static DateTimeOffset? AsKnownAt(TypedForm form, TimeZoneInfo zone)
    {
        const string Field = "as_known_at";
        var faults = new List<FieldFault>();
        var at = LocalTime.Read(form, Field, zone, isNeeded: false, faults);
        return faults.Count == 0 ? at : Asked.Instant(Field, form[Field]);
    }
}
