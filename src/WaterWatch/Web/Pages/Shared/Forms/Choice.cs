namespace WaterWatch.Web.Pages.Shared.Forms;

/// <summary>One of several that a field can hold.</summary>
public sealed record Choice(string Value, string Text);
