using WaterWatch.Configuration;
using WaterWatch.Configuration.Options;
using WaterWatch.Pipeline;
using WaterWatch.Storage;
using WaterWatch.Web.Api;

namespace WaterWatch.Projection;

/// <summary>Puts the projection together where there is an address to write to.</summary>
internal static class ProjectionServices
{
    /// <param name="isOfTheWall">False with a player: a story is an exercise, and no reading of it belongs among real ones.</param>
    public static void AddProjection(this IServiceCollection services, InfluxSettings settings, bool isOfTheWall)
    {
        services.AddSingleton<ProjectionHealth>();
        if (settings.Url is null || !isOfTheWall)
        {
            return;
        }

        services.AddSingleton(_ => InfluxClients.Of(settings, TimeProvider.System));
        services.AddSingleton(s => new LogLines(s.GetRequiredService<LogReader>(), s.GetRequiredService<ConfigurationInForce>()));
        services.AddSingleton(s =>
        {
            var (inbox, clock) = (s.GetRequiredService<Inbox>(), s.GetRequiredService<TimeProvider>());
            return new PresentWriter(
                cancellation => inbox.LookAsync((state, plan) => Present.Of(state, plan, clock.GetUtcNow()), cancellation), s.GetRequiredService<LogReader>(), s.GetRequiredService<MetricsText>().Now, clock);
        });
        services.AddSingleton<Projector>();
    }
}
