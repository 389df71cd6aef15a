namespace WaterWatch.Decoding.Hj212;

/// <summary>
/// Ways in which a packet that could be read was not as HJ 212-2017 has it. The first four are printed in the standard's own examples, so that stations send them.
/// Each is counted, since what is tolerated must be seen.
/// </summary>
[Flags]
public enum Hj212Shapes : ushort
{
    None = 0,

    /// <summary>A factor without its letter, as in <c>01018-Rtd</c>.</summary>
    MissingLetter = 1,

    /// <summary><c>Flag=5CP=</c> without the semicolon between.</summary>
    MissingSemicolon = 2,

    /// <summary><c>CP=&amp;&amp; &amp;&amp;</c>, blanks where there is nothing.</summary>
    BlankContent = 4,

    /// <summary>A comma between two items, as in <c>BeginTime=…,EndTime=…</c>, where a semicolon belongs.</summary>
    CommaBetweenItems = 8,

    /// <summary>The four digits are not the length of the data segment, whose check value is right.</summary>
    WrongLength = 16,

    /// <summary>The check value in lower case.</summary>
    LowerCaseCrc = 32,

    /// <summary>A device number of 14 characters, as HJ/T 212-2005 had it.</summary>
    ShortDeviceNumber = 64,
}
