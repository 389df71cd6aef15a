using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.OpenApi;
using WaterWatch.Access;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Api;

/// <summary>The HTTP contract: <c>/api/v1</c>, health, metrics, and their description at <c>/openapi/v1.json</c>.</summary>
internal static class ApiRoutes
{
    /// <summary>The longest body that is read, bytes: the longest note in any script, escaped, and room beside it. What is longer is refused before it is read.</summary>
    public const int LongestBody = 256 * 1024;

    public static void AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;

            // The timeline's facts keep the names that they were hashed with.
            json.SerializerOptions.DictionaryKeyPolicy = null;
            json.SerializerOptions.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            json.SerializerOptions.Converters.Add(new InstantConverter());
        });
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = SayWhatWouldDo);

        // A parameter that is no number then comes to AnswerAsync, which names it.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddOpenApi("v1", options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "WaterWatch";
            document.Info.Description = "Readings, judgements, alerts, incidents and the tamper-evident timeline of watched rivers. Times are RFC 3339 in UTC; metals are in mg/L.";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token of \"users token\". Not needed while the service is open." },
                ["cookie"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = SignInServices.CookieName, Description = "Of people who signed in at /sign-in." },
            };
            document.Security = [new() { [new OpenApiSecuritySchemeReference("token", document)] = [] }, new() { [new OpenApiSecuritySchemeReference("cookie", document)] = [] }];
            return Task.CompletedTask;
        }));
    }

    /// <summary>Some requests never come to a handler: the framework answers, and this says what would do.</summary>
    private static void SayWhatWouldDo(ProblemDetailsContext context)
    {
        // A handler's own words stay.
        if (context.ProblemDetails.Detail is not null)
        {
            return;
        }

        (context.ProblemDetails.Title, context.ProblemDetails.Detail) = context.ProblemDetails.Status switch
        {
            StatusCodes.Status413PayloadTooLarge =>
                ("The request is too large", $"The body is longer than {LongestBody / 1024} KiB, so nothing of it was taken: send less, and keep what is long elsewhere."),
            StatusCodes.Status401Unauthorized => ("Not signed in", $"Sign in at {SignInServices.SignInPath}, or send Authorization: Bearer with a token that was made by \"users token\" and has not expired."),
            StatusCodes.Status403Forbidden => ("Not for this role", $"{context.HttpContext.User.Identity?.Name} is signed in as {context.HttpContext.User.RoleOf()?.Word()}, which may not do this."),
            _ => (context.ProblemDetails.Title, null),
        };
    }

    public static void MapApi(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = AnswerAsync,

            // A caller's mistake is answered, not logged: nobody here can mend it.
            SuppressDiagnosticsCallback = context => context.Exception is BadRequestException or ArgumentException { ParamName: "cursor" } or BadHttpRequestException,
        });
        var forPrograms = new StatusCodePagesOptions().HandleAsync;
        app.UseStatusCodePages(status => Pages.ErrorPages.Fits(status.HttpContext) ? Pages.ErrorPages.AnswerAsync(status.HttpContext, status.HttpContext.Response.StatusCode) : forPrograms(status));
        app.UseSignIn();
        app.MapOpenApi("/openapi/{documentName}.json").Needs(Right.Look);
        Pages.AcknowledgePage.Map(app);
        Pages.SignInPage.Map(app);
        Pages.FirstAdminPage.Map(app);
        var api = app.MapGroup("/api/v1").Needs(Right.Look).WithTags("record");
        StationsApi.Map(api);
        MeansApi.Map(api);
        LatestApi.Map(api);
        LiveApi.Map(api);
        RecordApi.Map(api);
        ActsApi.Map(api);
        SetAsideApi.Map(api);
        ReparseApi.Map(api);
        ReloadApi.Map(api);
        ImportApi.Map(api);
        ReceiptsApi.Map(api);
        OnCallApi.Map(api);
        MutingsApi.Map(api);
        OverridesApi.Map(api);
        CapApi.Map(api);
        ReportsApi.Map(api);
        OperationReportsApi.Map(api);
        UsersApi.Map(api);
        HealthApi.Map(app);
    }

    /// <summary>Problem details (RFC 9457) for what a caller can mend; anything else is ours and says no more than that.</summary>
    private static Task AnswerAsync(HttpContext context)
    {
        var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var problem = error switch
        {
            BadRequestException bad => TypedResults.Problem(bad.Message, statusCode: 400, title: $"The parameter {bad.Parameter} cannot be used"),
            ArgumentException { ParamName: "cursor" } => TypedResults.Problem("Use the \"next\" of the page before, unchanged.", statusCode: 400, title: "The parameter cursor cannot be used"),
            BadHttpRequestException bad => TypedResults.Problem(bad.Message, statusCode: bad.StatusCode, title: "The request cannot be read"),
            Storage.StorageException => TypedResults.Problem("The record cannot be read at the moment; see /readyz.", statusCode: 503, title: "Not available"),
            _ => TypedResults.Problem(statusCode: 500, title: "Something went wrong here; the log has the details"),
        };
        return Pages.ErrorPages.Fits(context) ? Pages.ErrorPages.AnswerAsync(context, problem.StatusCode, problem.ProblemDetails.Detail ?? "") : problem.ExecuteAsync(context);
    }

    /// <summary>Instants as everywhere in the contract: <c>2012-01-15T01:30:00Z</c>.</summary>
    internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Timeline.Instants.Format(value));
    }
}
