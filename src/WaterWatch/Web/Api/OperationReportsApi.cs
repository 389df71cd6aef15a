using WaterWatch.Notify.OperationReports;
using WaterWatch.OnCall;
using WaterWatch.Timeline;

namespace WaterWatch.Web.Api;

/// <summary><c>operation-reports/{id}</c>: what the mail of a period says, as the record knows it by now.</summary>
internal static class OperationReportsApi
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("operation-reports/{id}", WriteAsync)
        .WithSummary("An operation report of people.yaml for the newest period that was over by until (now when left out); language zh or en; format html or text.")
        .Produces<string>(200, "text/html").ProducesProblem(400).ProducesProblem(404);

    private static async Task<IResult> WriteAsync(
        string id, OperationReporter reporter, TimeProvider clock, CancellationToken cancellation, string? until = null, string? language = null, string? format = null)
    {
        var (chinese, isText) = (Asked.IsChinese(language), Asked.IsText(format));
        var now = clock.GetUtcNow();
        var at = Asked.Instant("until", until) ?? now;
        if (at > now)
        {
            throw new BadRequestException("until", $"until lies in the future: it is {Instants.Format(now)} now.");
        }

        if (reporter.Find(id) is not { } report)
        {
            return TypedResults.Problem($"There is no operation report {id}; see operation_reports in people.yaml.", statusCode: 404, title: "No such report");
        }

        var written = await reporter.WriteAsync(report, report.NewestBy(at), chinese ? Language.Chinese : Language.English, cancellation);
        return isText ? TypedResults.Text(written.Plain, "text/plain") : TypedResults.Text(written.Html, "text/html");
    }
}
