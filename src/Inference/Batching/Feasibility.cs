namespace TransformerService.Inference.Batching;

/// <summary>
/// Estimates when waiting work will be done if callers share the model by work, and each caller's requests share its part: whether a new
/// request can be answered within its time, and whether the waiting ones still can. Pure.
/// </summary>
internal static class Feasibility
{
    /// <summary>A request's waiting work.</summary>
    /// <param name="Work">The amount.</param>
    /// <param name="Time">The time it has left; <see langword="null"/> if it is not limited.</param>
    /// <param name="IsLarge">
    /// Whether it is a large request. The same caller's small requests are never refused because of it, and cost little.
    /// </param>
    internal readonly record struct Waiting(double Work, TimeSpan? Time, bool IsLarge);

    /// <summary>Returns the total work done by the time a caller's request is done.</summary>
    /// <param name="callers">All requests that wait, by caller.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="work">The request's work.</param>
    public static double WorkUntil(IReadOnlyList<IReadOnlyList<Waiting>> callers, int caller, double work)
    {
        var got = callers[caller].Sum(other => Math.Min(other.Work, work));
        return callers.Sum(other => Math.Min(other.Sum(request => request.Work), got));
    }

    /// <summary>Whether a request can be done in its time without making a waiting one late that would otherwise be in time.</summary>
    /// <param name="callers">All requests that wait, by caller.</param>
    /// <param name="caller">The index of the new request's caller.</param>
    /// <param name="request">The new request.</param>
    /// <param name="time">Returns how long an amount of work takes.</param>
    public static bool Fits(IReadOnlyList<IReadOnlyList<Waiting>> callers, int caller, Waiting request, Func<double, TimeSpan> time)
    {
        IReadOnlyList<IReadOnlyList<Waiting>> with =
        [
            .. callers.Select((requests, place) => place == caller ? [.. requests, request] : requests),
        ];
        if (request.Time is { } own && time(WorkUntil(with, caller, request.Work)) > own)
        {
            return false;
        }

        return !request.IsLarge
            || callers[caller]
                .All(other =>
                    !other.IsLarge
                    || other.Time is not { } left
                    || time(WorkUntil(with, caller, other.Work)) <= left
                    || time(WorkUntil(callers, caller, other.Work)) > left
                );
    }
}
