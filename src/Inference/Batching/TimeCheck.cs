using System.Globalization;
using TransformerService.Models.Errors;

namespace TransformerService.Inference.Batching;

/// <summary>Refuses at the door what cannot be done in its time, or only if what was let in before it is not.</summary>
internal static class TimeCheck
{
    /// <summary>Where a request alone takes so many times its time, it is too large, and not the server too busy: how fast that is was seen among other requests.</summary>
    private const int TimesTooMuch = 2;

    /// <exception cref="InferenceException">The request cannot be done in its time.</exception>
    public static void Check<TRow, TResult>(BatchRequest<TRow, TResult> request, RowQueue<TRow, TResult> queue, WorkRates rates)
    {
        if (request.Terms.Time is not { } time || Estimate(request.Work) is not { } alone)
        {
            return;
        }

        if (alone > time * TimesTooMuch)
        {
            throw new InferenceException(InferenceError.InputTooLarge, string.Create(
                CultureInfo.InvariantCulture,
                $"The request's {request.Work} tokens of work (rows × beams × tokens) take about {Math.Ceiling(alone.TotalSeconds)} s here, and it has {time.TotalSeconds:0.###} s. Send fewer or shorter texts, fewer beams or a smaller maxNewTokens, or allow more time."));
        }

        // Mostly all that waits is done by then, in whatever order.
        if (!request.IsLarge && Estimate(queue.Work + request.Work) <= time)
        {
            return;
        }

        List<IReadOnlyList<Feasibility.Waiting>> callers = [.. queue.Requests.Where(requests => !IsOwn(requests.First())).Select(Describe)];
        callers.Add(Describe([.. queue.Requests.SelectMany(requests => requests).Where(IsOwn)]));
        if (!Feasibility.Fits(callers, callers.Count - 1, new(request.Work, time, request.IsLarge), work => Estimate(work) ?? TimeSpan.Zero))
        {
            throw new InferenceException(InferenceError.Overloaded, string.Create(
                CultureInfo.InvariantCulture,
                $"{queue.Work} tokens of work (rows × beams × tokens) wait for this model; this request's {request.Work} would not be done in its {time.TotalSeconds:0.###} s, or others would no longer be. Send it again later, or smaller."))
            {
                RetryAfter = rates.RetryAfter(queue.Work),
            };
        }

        TimeSpan? Estimate(double work) => rates.Estimate(work, request.Submitted);

        bool IsOwn(BatchRequest<TRow, TResult> other) => other.Terms.Caller == request.Terms.Caller;

        IReadOnlyList<Feasibility.Waiting> Describe(IReadOnlyCollection<BatchRequest<TRow, TResult>> requests) => [.. requests.Select(other =>
            new Feasibility.Waiting(other.Waiting.Work, other.Terms.Time - (request.Submitted - other.Submitted), other.IsLarge))];
    }
}
