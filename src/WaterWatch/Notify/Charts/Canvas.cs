namespace WaterWatch.Notify.Charts;

/// <summary>A point in pixels, from the upper left corner.</summary>
internal readonly record struct Point(double X, double Y)
{
    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);
}

/// <summary>An opaque colour, as in <c>0x1d2733</c>.</summary>
internal readonly record struct Colour(int Rgb)
{
    public static implicit operator Colour(int rgb) => new(rgb);

    /// <summary>As pages and mails write it: <c>#b3202c</c>.</summary>
    public override string ToString() => $"#{Rgb:x6}";
}

/// <summary>
/// Pixels that lines and convex shapes are drawn on, with smooth edges: each pixel is covered by as much as its middle lies inside. A few lines of arithmetic instead of a graphics
/// library of tens of megabytes for each kind of machine, and the same picture to the byte on all of them.
/// </summary>
internal sealed class Canvas
{
    public Canvas(int width, int height, Colour ground)
    {
        (Width, Height, Pixels) = (width, height, new byte[width * height * 3]);
        Fill(0, 0, width, height, ground);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Red, green and blue of each pixel, row by row.</summary>
    public byte[] Pixels { get; }

    /// <summary>A rectangle of whole pixels; what lies outside is left out.</summary>
    public void Fill(int left, int top, int right, int bottom, Colour colour)
    {
        for (var y = Math.Max(0, top); y < Math.Min(Height, bottom); y++)
        {
            for (var x = Math.Max(0, left); x < Math.Min(Width, right); x++)
            {
                var at = (y * Width + x) * 3;
                (Pixels[at], Pixels[at + 1], Pixels[at + 2]) = ((byte)(colour.Rgb >> 16), (byte)(colour.Rgb >> 8), (byte)colour.Rgb);
            }
        }
    }

    /// <summary>With round ends.</summary>
    public void Line(Point from, Point to, double width, Colour colour)
    {
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var length = dx * dx + dy * dy;
        Cover([from, to], width / 2, colour, (x, y) =>
        {
            var along = length == 0 ? 0 : Math.Clamp(((x - from.X) * dx + (y - from.Y) * dy) / length, 0, 1);
            return Distance(x - from.X - along * dx, y - from.Y - along * dy) - width / 2;
        });
    }

    public void Dashes(Point from, Point to, double width, Colour colour, double dash)
    {
        var length = Distance(to.X - from.X, to.Y - from.Y);
        for (var at = 0.0; at < length; at += 2 * dash)
        {
            Line(Along(at), Along(Math.Min(length, at + dash)), width, colour);
        }

        Point Along(double at) => new(from.X + (to.X - from.X) * at / length, from.Y + (to.Y - from.Y) * at / length);
    }

    public void Disc(Point middle, double radius, Colour colour) => Cover([middle], radius, colour, (x, y) => Distance(x - middle.X, y - middle.Y) - radius);

    /// <summary>A circle that the ground shows through.</summary>
    public void Ring(Point middle, double radius, double width, Colour colour) =>
        Cover([middle], radius + width / 2, colour, (x, y) => Math.Abs(Distance(x - middle.X, y - middle.Y) - radius) - width / 2);

    /// <summary>A convex shape whose corners go round clockwise.</summary>
    public void Shape(IReadOnlyList<Point> corners, Colour colour) => Cover(corners, 0, colour, (x, y) =>
    {
        var outside = double.MinValue;
        for (var i = 0; i < corners.Count; i++)
        {
            var (a, b) = (corners[i], corners[(i + 1) % corners.Count]);
            outside = Math.Max(outside, ((x - a.X) * (b.Y - a.Y) - (y - a.Y) * (b.X - a.X)) / Distance(b.X - a.X, b.Y - a.Y));
        }

        return outside;
    });

    private void Cover(IReadOnlyList<Point> corners, double around, Colour colour, Func<double, double, double> outside)
    {
        var (left, right) = (Math.Max(0, (int)(corners.Min(c => c.X) - around - 1)), Math.Min(Width - 1, (int)(corners.Max(c => c.X) + around + 1)));
        var (top, bottom) = (Math.Max(0, (int)(corners.Min(c => c.Y) - around - 1)), Math.Min(Height - 1, (int)(corners.Max(c => c.Y) + around + 1)));
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                Blend(x, y, colour, Math.Clamp(0.5 - outside(x + 0.5, y + 0.5), 0, 1));
            }
        }
    }

    private void Blend(int x, int y, Colour colour, double share)
    {
        var at = (y * Width + x) * 3;
        for (var part = 0; part < 3 && share > 0; part++)
        {
            var over = (colour.Rgb >> (16 - 8 * part)) & 255;
            Pixels[at + part] = (byte)Math.Round(Pixels[at + part] + (over - Pixels[at + part]) * share);
        }
    }

    private static double Distance(double x, double y) => Math.Sqrt(x * x + y * y);
}
