namespace WaterWatch.OnCall;

/// <summary>Whoever was on duty in a rota when something was told, and answers for it until the next shift has accepted it.</summary>
/// <param name="Person">By id.</param>
public sealed record Holder(string Rota, string Person);

/// <summary>The shift has changed while something is open, and the next has still to accept it: until then whoever has left is told as well.</summary>
/// <param name="From">Whose shift has ended, by id.</param>
/// <param name="To">Who is on duty now, by id; null when nobody is, and then nobody can accept.</param>
/// <param name="At">When the shift changed.</param>
/// <param name="AcceptBy">When both are told that nobody has accepted, and the next step is taken.</param>
/// <param name="IsOverdue">Both were told.</param>
public sealed record HandOver(string Rota, string From, string? To, DateTimeOffset At, DateTimeOffset AcceptBy, bool IsOverdue = false);
