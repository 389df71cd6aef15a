using WaterWatch.Access;

namespace WaterWatch.AcceptanceTests.Access;

/// <summary>Every route, and who may take it. A new route is entered here, or the test fails.</summary>
internal static class RouteTable
{
    private static readonly Role?[] s_everybody = [null, Role.Viewer, Role.Operator, Role.Auditor, Role.Admin];
    private static readonly Role?[] s_signedIn = [Role.Viewer, Role.Operator, Role.Auditor, Role.Admin];
    private static readonly Role?[] s_acting = [Role.Operator, Role.Admin];
    private static readonly Role?[] s_auditing = [Role.Auditor, Role.Admin];
    private static readonly Role?[] s_admins = [Role.Admin];

    /// <summary>By method and path; null is the public.</summary>
    public static IReadOnlyDictionary<string, Role?[]> May { get; } = new (Role?[] Who, string Routes)[]
    {
        (s_everybody, """
            GET /healthz
            GET /readyz
            GET /assets/{version}/{name}
            GET /favicon.ico
            GET /sign-in
            POST /sign-in
            POST /sign-out
            GET /first-admin/{token}
            POST /first-admin/{token}
            GET /acknowledge/{token}
            POST /acknowledge/{token}
            POST /api/v1/notifications/{id:long}/receipt
            GET /api/v1/incidents/{id:long}/cap
            GET /api/v1/cap.atom
            GET /public
            GET /public/data.json
            GET /public/data.csv
            """),
        (s_signedIn, """
            GET /
            GET /wall
            GET /incidents
            GET /incidents/{id:long}
            GET /limits
            GET /set-aside
            GET /set-aside/{id:long}
            GET /set-aside/{id:long}/payload
            GET /on-duty
            GET /stations
            GET /stations/{id}
            GET /metrics
            GET /openapi/{documentName}.json
            GET /api/v1/stations
            GET /api/v1/stations/{id}
            GET /api/v1/stations/{id}/readings
            GET /api/v1/stations/{id}/means
            GET /api/v1/latest
            GET /api/v1/live
            GET /api/v1/alerts
            GET /api/v1/incidents
            GET /api/v1/incidents/{id:long}
            GET /api/v1/incidents/{id:long}/timeline
            GET /api/v1/incidents/{id:long}/duties
            GET /api/v1/incidents/{id:long}/reports/{kind}
            GET /api/v1/timeline
            GET /api/v1/set-aside
            GET /api/v1/limits
            GET /api/v1/oncall
            GET /api/v1/oncall/{rota}/overrides
            GET /api/v1/silences
            GET /api/v1/maintenance-windows
            GET /api/v1/operation-reports/{id}
            """),
        (s_acting, """
            POST /on-duty
            POST /set-aside/{id:long}
            POST /api/v1/set-aside/{id:long}/release
            POST /api/v1/set-aside/{id:long}/discard
            POST /api/v1/incidents/{id:long}/samples
            POST /api/v1/incidents/{id:long}/close
            POST /api/v1/alerts/{id:long}/confirm
            POST /api/v1/alerts/{id:long}/clear
            POST /incidents/{id:long}
            POST /api/v1/incidents/{id:long}/merge
            POST /api/v1/incidents/{id:long}/split
            POST /api/v1/incidents/{id:long}/measures
            POST /api/v1/incidents/{id:long}/response-level
            POST /api/v1/incidents/{id:long}/publish
            POST /api/v1/incidents/{id:long}/withdraw
            POST /api/v1/incidents/{id:long}/reports
            POST /api/v1/incidents/{id:long}/duties/{duty:long}/stop
            POST /api/v1/incidents/{id:long}/notes
            POST /api/v1/incidents/{id:long}/acknowledge
            POST /api/v1/incidents/{id:long}/acknowledge/withdraw
            POST /api/v1/alerts/{id:long}/acknowledge
            POST /api/v1/alerts/{id:long}/acknowledge/withdraw
            POST /api/v1/oncall/{rota}/overrides
            POST /api/v1/oncall/{rota}/overrides/{id}/end
            POST /api/v1/oncall/{rota}/accept
            POST /api/v1/silences
            POST /api/v1/silences/{id}/end
            POST /api/v1/maintenance-windows
            POST /api/v1/maintenance-windows/{id}/end
            """),
        (s_auditing, """
            GET /audit
            GET /audit/incidents/{id:long}
            """),
        (s_admins, """
            GET /users
            POST /users
            GET /api/v1/users
            POST /api/v1/users
            POST /api/v1/users/{name}/password
            DELETE /api/v1/users/{name}
            GET /api/v1/users/changes
            GET /api/v1/tokens
            POST /api/v1/tokens
            DELETE /api/v1/tokens/{name}
            POST /api/v1/reparse
            POST /api/v1/reload
            POST /api/v1/import
            """),
    }
        .SelectMany(part => part.Routes.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(route => (route, part.Who)))
        .ToDictionary(entry => entry.route, entry => entry.Who);
}
