using Microsoft.AspNetCore.Antiforgery;
using WaterWatch.Incidents;
using WaterWatch.Rivers;
using WaterWatch.Web.Api;

namespace WaterWatch.Web.Pages.Shared.Forms;

/// <summary>What is wrong, and what would do, in both languages.</summary>
/// <param name="Field">By its name in the form; empty when it is of none.</param>
public sealed record FieldFault(string Field, LocalizedName Words);

/// <summary>What somebody has typed into one of a page's forms, and what was wrong with it.</summary>
/// <param name="Name">Of the form; empty while nobody has sent one.</param>
public sealed record TypedForm(string Name, IReadOnlyDictionary<string, string> Typed)
{
    /// <summary>The field that says which of a page's forms was sent.</summary>
    public const string NameField = "do";

    public IReadOnlyList<FieldFault> Faults { get; init; } = [];

    /// <summary>It is in the name of who is signed in, and nobody need say it.</summary>
    public bool IsSigned { get; init; }

    /// <summary>As it was typed; empty when it was not.</summary>
    public string this[string field] => Typed.GetValueOrDefault(field, "");

    /// <summary>What stands in every form that nobody has typed into, such as the name that was given last.</summary>
    public IReadOnlyDictionary<string, string> Given { get; init; } = new Dictionary<string, string>();

    /// <summary>What a form has in a field: what was typed when that is the form that was sent.</summary>
    public string In(string form, string field) =>
        form == Name ? this[field] : Name.Length == 0 && this[field] is { Length: > 0 } asked ? asked : Given.GetValueOrDefault(field, "");

    public IEnumerable<FieldFault> FaultsOf(string form, string field) => form == Name ? Faults.Where(f => f.Field == field) : [];

    /// <summary>The form with what the act that it led to was refused for.</summary>
    public TypedForm Refused(ActResult result) => Refused(new FieldFault(result.Field, new LocalizedName(result.Words, result.WordsZh)));

    public TypedForm Refused(params FieldFault[] faults) => this with { Faults = [.. Faults, .. faults] };

    /// <summary>What the address asks to be filled in.</summary>
    public static TypedForm Of(IQueryCollection query) => new("", query.ToDictionary(q => q.Key, q => q.Value.ToString()));

    /// <summary>What was sent; with its fault when it was not sent from a page of ours, or from one that was made for somebody else.</summary>
    public static async Task<TypedForm> ReadAsync(HttpContext context, IAntiforgery antiforgery)
    {
        try
        {
            var sent = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
            var form = new TypedForm(sent[NameField].ToString(), sent.ToDictionary(f => f.Key, f => f.Value.ToString()));
            return await antiforgery.IsRequestValidAsync(context) ? form : form.Refused(new FieldFault("", new LocalizedName(
                "Nothing was done: this page was not made for you, or is too old. What you typed is still here: look at it and send it again.", "未执行：该页面并非为您生成，或已过期。所填内容仍在，请核对后重新提交。")));
        }
        catch (InvalidDataException e)
        {
            throw new BadRequestException("form", $"The form cannot be read: {e.Message}");
        }
    }
}
