using System.Net.Mime;
using Microsoft.AspNetCore.Http.Features;
using WaterWatch.Access;
using WaterWatch.Configuration;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Importing;
using WaterWatch.Importing.Mapping;
using WaterWatch.Pipeline;
using WaterWatch.Storage;
using WaterWatch.Web.SignIn;

namespace WaterWatch.Web.Api;

/// <summary>A file of readings into the running service.</summary>
internal static class ImportApi
{
    private const long Longest = 1L << 30;

    /// <summary>None of them is sent by a page elsewhere without being asked first, as a form or plain text would be.</summary>
    private static readonly string[] s_types = [MediaTypeNames.Application.Octet, MediaTypeNames.Text.Csv, MediaTypeNames.Application.GZip];

    /// <summary>One at a time: two of one file would each go on from where the other is.</summary>
    private static readonly SemaphoreSlim s_one = new(1, 1);

    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("import", ImportAsync).Needs(Right.Administer).WithTags("record").AddEndpointFilter(InOwnName.ActAsync)
            .WithSummary("Takes in a file of readings, a table or line protocol, gzip or not: its bytes are the body, its name is file. mapping is one of config/imports/ by its name, station one that all rows are of; dry_run: true keeps nothing. The same file again goes on where it was broken off, or is counted as held.")
            .Accepts<byte[]>(MediaTypeNames.Application.Octet, MediaTypeNames.Text.Csv, MediaTypeNames.Application.GZip)
            .Produces<ImportItem>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(415).ProducesProblem(503);

    private static async Task<IResult> ImportAsync(
        [AsParameters] ImportAskedFor asked, HttpRequest request, Inbox inbox, LogReader log, ConfigurationInForce configuration, TimeProvider clock, CancellationToken cancellation)
    {
        if (!s_types.Contains(request.ContentType?.Split(';')[0].Trim().ToLowerInvariant()))
        {
            return TypedResults.Problem($"Send the file's bytes as {string.Join(", ", s_types)}.", statusCode: 415, title: "The body is no file");
        }

        var name = Path.GetFileName(asked.File ?? "");
        if (name.Length == 0)
        {
            throw new BadRequestException("file", "file is the name of the file, such as logger.csv; it is missing.");
        }

        if (!await s_one.WaitAsync(TimeSpan.Zero, cancellation))
        {
            return TypedResults.Problem("Another file is being imported; wait for it to end.", statusCode: 409, title: "One file at a time");
        }

        try
        {
            // What a process that was killed has left of one: only this one is under way.
            var path = Path.Combine(configuration.Now.Settings.DataDirectory, "import.tmp");
            File.Delete(path);
            await using var kept = await ReceiveAsync(request, path, cancellation);
            return await Task.Run(() => TakeAsync(asked, name, path, inbox, log, configuration.Now, clock, cancellation), cancellation);
        }
        finally
        {
            s_one.Release();
        }
    }

    /// <summary>The body in a file, which is read twice; gone when it is disposed of.</summary>
    private static async Task<FileStream> ReceiveAsync(HttpRequest request, string path, CancellationToken cancellation)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = Longest;
        }

        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await request.Body.CopyToAsync(file, cancellation);
            await file.FlushAsync(cancellation);
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static async Task<IResult> TakeAsync(
        ImportAskedFor asked, string name, string path, Inbox inbox, LogReader log, LoadedConfiguration configuration, TimeProvider clock, CancellationToken cancellation)
    {
        var problems = new Problems();
        var file = ImportAsked.Of(path, name, MappingOf(asked.Mapping, configuration), asked.Station, asked.By ?? "", configuration.Plan.Stations.Keys, problems);
        if (file is { By.Length: 0 })
        {
            throw new BadRequestException("by", "It does not say who brings the file: give by, the name of a person.");
        }

        var importer = new Importer(configuration.Plan, clock);
        var outcome = file is null ? null
            : asked.DryRun == true ? importer.Try(file, problems, cancellation)
            : await importer.ImportAsync(file, inbox, log, problems, cancellation);
        return outcome is null ? TypedResults.Problem(string.Join('\n', problems.Sorted()), statusCode: 400, title: "The file cannot be read as it was sent") : TypedResults.Ok(ImportItem.Of(outcome));
    }

    private static (ImportMapping, string)? MappingOf(string? name, LoadedConfiguration configuration) =>
        string.IsNullOrEmpty(name) ? null
        : configuration.Imports.TryGetValue(name, out var found) ? found
        : throw new BadRequestException("mapping", $"There is no mapping \"{name}\" in imports/ of the configuration.{(configuration.Imports.Count == 0 ? "" : $" There are {string.Join(", ", configuration.Imports.Keys)}.")}");
}

/// <summary>In the address, since the body is the file.</summary>
internal sealed record ImportAskedFor : ActAsked
{
    /// <summary>Its name.</summary>
    public string? File { get; init; }

    public string? Mapping { get; init; }

    public string? Station { get; init; }

    [Microsoft.AspNetCore.Mvc.FromQuery(Name = "dry_run")]
    public bool? DryRun { get; init; }
}

/// <param name="FromLine">0, or the line after which an import that was broken off went on.</param>
/// <param name="SetAside">Cells and rows of the whole file; <paramref name="Found"/> says which this request met.</param>
/// <param name="Unmapped">Columns, tags and fields that nobody says anything of.</param>
internal sealed record ImportItem(
    string File, string Sha256, string Format, long FromLine, long Rows, long Readings, long Duplicates, long Corrections, long SetAside, IReadOnlyList<ImportFoundItem> Found, IReadOnlyList<string> Unmapped)
{
    public static ImportItem Of(ImportOutcome of) => new(
        of.File.Name, of.File.Sha256, of.Words, of.FromLine, of.Counts.Rows, of.Counts.Readings, of.Counts.Duplicates, of.Counts.Corrections, of.Counts.SetAside,
        [.. of.Found.Select(f => new ImportFoundItem(f.Key.ToString(), f.Value.Count, f.Value.Lines, f.Value.First))], of.Unmapped);
}

/// <param name="Lines">The first of them.</param>
/// <param name="First">What was wrong with the first.</param>
internal sealed record ImportFoundItem(string Reason, long Count, IReadOnlyList<long> Lines, string First);
