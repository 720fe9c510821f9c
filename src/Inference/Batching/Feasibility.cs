namespace TransformerService.Inference.Batching;

/// <summary>
/// When what waits will be done, if callers share the model by work, and each caller's requests share what it gets: whether a request that comes can be answered within
/// its time, and whether the others still can. Pure.
/// </summary>
internal static class Feasibility
{
    /// <summary>A request's work that waits.</summary>
    /// <param name="Work">How much.</param>
    /// <param name="Time">How long it has; <see langword="null"/> where it does not matter.</param>
    /// <param name="IsLarge">Whether it is a large request. Small ones of the same caller are never refused for it, and cost little.</param>
    internal readonly record struct Waiting(double Work, TimeSpan? Time, bool IsLarge);

    /// <summary>The work that is done by the time that a caller's request is.</summary>
    /// <param name="callers">All requests that wait, by caller.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="work">The request's work.</param>
    public static double WorkUntil(IReadOnlyList<IReadOnlyList<Waiting>> callers, int caller, double work)
    {
        double got = callers[caller].Sum(other => Math.Min(other.Work, work));
        return callers.Sum(other => Math.Min(other.Sum(request => request.Work), got));
    }

    /// <summary>Whether a request can be done in its time, and those that wait still are if they would be without it.</summary>
    /// <param name="callers">All requests that wait, by caller.</param>
    /// <param name="caller">The new request's caller: its place among them.</param>
    /// <param name="request">The new request.</param>
    /// <param name="time">How long so much work takes.</param>
    public static bool Fits(IReadOnlyList<IReadOnlyList<Waiting>> callers, int caller, Waiting request, Func<double, TimeSpan> time)
    {
        IReadOnlyList<IReadOnlyList<Waiting>> with = [.. callers.Select((requests, place) => place == caller ? [.. requests, request] : requests)];
        if (request.Time is { } own && time(WorkUntil(with, caller, request.Work)) > own)
        {
            return false;
        }

        return !request.IsLarge || callers[caller].All(other =>
            !other.IsLarge || other.Time is not { } left || time(WorkUntil(with, caller, other.Work)) <= left || time(WorkUntil(callers, caller, other.Work)) > left);
    }
}
