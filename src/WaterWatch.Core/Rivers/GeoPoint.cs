namespace WaterWatch.Rivers;

/// <summary>A point on the earth in WGS 84, in degrees as they were written.</summary>
/// <param name="Latitude">From -90 to 90; north is above 0.</param>
/// <param name="Longitude">From -180 to 180; east is above 0.</param>
public readonly record struct GeoPoint(decimal Latitude, decimal Longitude);
