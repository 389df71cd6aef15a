using WaterWatch.Access;
using WaterWatch.Clockwork;
using WaterWatch.Configuration;
using WaterWatch.Configuration.Options;
using WaterWatch.Deciding;
using WaterWatch.Feeds;
using WaterWatch.Notify;
using WaterWatch.Notify.Cap;
using WaterWatch.Notify.Charts;
using WaterWatch.Notify.OperationReports;
using WaterWatch.Notify.Webhooks;
using WaterWatch.Pipeline;
using WaterWatch.Projection;
using WaterWatch.Storage;
using WaterWatch.Web.Api;
using WaterWatch.Web.Pages;
using WaterWatch.Web.SignIn;

namespace WaterWatch;

/// <summary>Puts the service together from a checked configuration.</summary>
internal static class WatchHost
{
    /// <param name="clock">The wall's, or a story's.</param>
    /// <param name="isOpen">Serves everything without sign-in.</param>
    /// <exception cref="StorageException">The log cannot be opened.</exception>
    public static WebApplication Build(LoadedConfiguration configuration, TimeProvider clock, ClockMode mode, LogLevel least = LogLevel.Information, bool isOpen = false)
    {
        var settings = configuration.Settings;

        // What is configured stands under config/. Watching the working directory for the framework's own files woke the process up at every write to the log below it.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        builder.Logging.ClearProviders().SetMinimumLevel(least).AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning);

        // It warns that keys lie in a file of this user's without a second key: whoever reads that file reads the record beside it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);

        // The framework's own line for every request that is refused.
        builder.Logging.AddFilter(typeof(BearerTokens).FullName, LogLevel.Warning);
        builder.WebHost.UseUrls([.. settings.WebUrls]).ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = ApiRoutes.LongestBody).UseKestrelHttpsConfiguration();

        var log = WatchLog.Open(settings.DataDirectory);
        var state = log.Restore();
        var links = AcknowledgeLinks.Of(settings.DataDirectory, settings.PublicUrl);
        var inbox = new Inbox(2 * settings.Pipeline.Batch);
        builder.Services.AddSingleton(configuration).AddSingleton(new ConfigurationInForce(configuration)).AddSingleton<ConfigurationReload>().AddSingleton(settings).AddSingleton(clock).AddSingleton(log).AddSingleton(log.Reader).AddSingleton(_ => inbox)
            .AddSingleton(new WatchStateHolder(state)).AddSingleton<PipelineHealth>().AddSingleton(new Feeds.Sparkplug.SparkplugSessions(TimeProvider.System)).AddSingleton<StationFeeds>().AddSingleton<Upkeep>()
            .AddSingleton(services => new ReadingPipeline(
                inbox, log, state, WatchPlan.Empty, settings.Pipeline, clock, services.GetRequiredService<PipelineHealth>(), services.GetRequiredService<ILogger<ReadingPipeline>>()))
            .AddSingleton<CourierHealth>().AddSingleton(links).AddSingleton<AlertCharts>()
            .AddSingleton<INotifier>(services => MailClients.Of(settings.Smtp, links, services.GetRequiredService<AlertCharts>()))
            .AddSingleton<INotifier>(services => new WebhookNotifier(services.GetRequiredService<ConfigurationInForce>(), links, TimeProvider.System)).AddSingleton<OperationReporter>().AddSingleton<Courier>()
            .AddSingleton(services => new CommandSender(
                inbox, services.GetRequiredService<StationFeeds>().All, services.GetRequiredService<ConfigurationInForce>(), clock, services.GetRequiredService<ILogger<CommandSender>>()))
            .AddSingleton<HeartbeatHealth>().AddSingleton(services => NewHeartbeat(services, settings.Heartbeat, inbox, clock))
            .AddSingleton(new ClockworkHealth { ChainCheck = state.ChainCheck }).AddHostedService<RunningWatch>();
        if (mode == ClockMode.OfTheWall)
        {
            builder.Services.AddClockwork();
        }

        builder.Services.AddProjection(settings.Influx, isOfTheWall: mode == ClockMode.OfTheWall);
        builder.Services.AddSingleton<CapIssuer>();
        builder.Services.AddSingleton<ReadinessCheck>().AddSingleton<MetricsText>().AddSingleton(new DiskRoom(settings.DataDirectory));
        builder.Services.AddApi();
        builder.Services.AddPages();
        builder.Services.AddSignIn(settings, Exposure.ModeOf(settings, isOpen));

        var app = builder.Build();
        app.MapApi();
        app.MapPages();
        return app;
    }

    private static Heartbeat NewHeartbeat(IServiceProvider services, HeartbeatSettings settings, Inbox inbox, TimeProvider clock) => new(
        settings, inbox, services.GetRequiredService<PipelineHealth>(), services.GetRequiredService<StationFeeds>().All, services.GetRequiredService<ClockworkHealth>(),
        services.GetRequiredService<HeartbeatHealth>(), new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }), clock,
        services.GetRequiredService<ILogger<Heartbeat>>());
}
