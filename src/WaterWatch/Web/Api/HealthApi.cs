using Microsoft.AspNetCore.Http.HttpResults;
using WaterWatch.Access;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Api;

/// <summary><c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c>.</summary>
internal static class HealthApi
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/healthz", () => TypedResults.Text("ok")).ForEverybody().WithSummary("200 while the process runs.").WithTags("service");
        app.MapGet("/readyz", Ready).ForEverybody().WithSummary("200 when every batch can be written and every feed listens; 503 with the reasons otherwise.").WithTags("service")
            .Produces<Readiness>().Produces<Readiness>(503);
        app.MapGet("/metrics", (MetricsText metrics) => TypedResults.Text(metrics.Now(), "text/plain; version=0.0.4; charset=utf-8")).Needs(Right.Look).WithSummary("Prometheus text format 0.0.4.").WithTags("service");
    }

    private static JsonHttpResult<Readiness> Ready(ReadinessCheck check)
    {
        var now = check.Now();
        return TypedResults.Json(now, statusCode: now.Reasons.Count == 0 ? 200 : 503);
    }
}
