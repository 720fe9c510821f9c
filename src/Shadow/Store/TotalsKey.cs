namespace TransformerService.Shadow.Store;

/// <summary>The key of totals.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Student">The student's version.</param>
/// <param name="Teacher">The teacher's version; empty while unknown, e.g. of a server that was never reached.</param>
/// <param name="Hour">The start of the hour, UTC.</param>
internal readonly record struct TotalsKey(string Model, string Student, string Teacher, DateTimeOffset Hour) : IComparable<TotalsKey>
{
    /// <summary>The key for events at a time.</summary>
    public static TotalsKey At(string model, string student, string teacher, DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return new TotalsKey(model, student, teacher, utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerHour)));
    }

    /// <summary>The order in which every process locks several rows.</summary>
    public int CompareTo(TotalsKey other)
    {
        var order = string.CompareOrdinal(Model, other.Model);
        order = order != 0 ? order : string.CompareOrdinal(Student, other.Student);
        order = order != 0 ? order : string.CompareOrdinal(Teacher, other.Teacher);
        return order != 0 ? order : Hour.CompareTo(other.Hour);
    }
}
