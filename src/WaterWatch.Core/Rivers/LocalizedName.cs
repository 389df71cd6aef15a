namespace WaterWatch.Rivers;

/// <summary>A name in the two languages of every page and message.</summary>
public sealed record LocalizedName(string En, string Zh)
{
    public override string ToString() => Zh.Length == 0 || Zh == En ? En : $"{En} {Zh}";
}
