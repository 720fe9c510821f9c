using System.Collections.Concurrent;
using TransformerService.Inference.Admission;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Tasks;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Caching;

/// <summary>
/// Answers texts from kept answers, runs the others in one request, and keeps those. Equal texts that are in work at once run once. An answer is
/// the same as the model's own, because its key holds everything that it depends on.
/// </summary>
internal sealed class AnswerCache(AnswerStore store, AnswerKeys keys, CacheMeters meters)
{
    /// <summary>Only small requests let others of the same caller wait for their texts.</summary>
    private const int MostTextsToJoin = 8,
        MostCharactersToJoin = 4_096;

    private readonly ConcurrentDictionary<(string? Caller, string Name), TaskCompletionSource<object?>> _inWork = new();

    /// <summary>Answers a request.</summary>
    /// <param name="task">Its task.</param>
    /// <param name="loan">The version that answers.</param>
    /// <param name="request">The request.</param>
    /// <param name="account">What it may take. A kept answer is charged a row and its bytes.</param>
    /// <param name="run">Answers a request of some of its texts.</param>
    /// <param name="cancellationToken">Cancels the wait for others.</param>
    public async Task<TAnswer> AnswerAsync<TRequest, TAnswer>(
        KeptTask<TRequest, TAnswer> task,
        ModelLoan loan,
        TRequest request,
        RequestAccount account,
        Func<TRequest, Task<TAnswer>> run,
        CancellationToken cancellationToken
    )
        where TRequest : InferenceRequest
        where TAnswer : InferenceAnswer
    {
        if (request.Cache == CacheUse.None || !task.MayBeKept(request))
        {
            return await run(request);
        }

        var names = keys.Of(loan, request, task.Only(request, []), task.Pairs(request));
        var places = names.Index().GroupBy(one => one.Item, StringComparer.Ordinal).ToDictionary(one => one.Key, one => one.ToArray());
        var known = new Dictionary<string, TAnswer>(StringComparer.Ordinal);
        await FindAsync();
        var cached = names.Count(known.ContainsKey);
        meters.Count(loan, task.Kind.Task, CacheMeters.Hit, cached);
        RequestTiming ran = default;
        if (cached < names.Length)
        {
            await AnswerOthersAsync();
        }

        return task.Join([.. names.Select(name => known[name])], ran with { Total = account.Elapsed, CachedTexts = cached });

        async Task FindAsync()
        {
            if (request.Cache == CacheUse.Refresh)
            {
                return;
            }

            // Requests to a shared store are sent together, and answered in any order.
            string[] distinct = [.. places.Keys];
            ValueTask<TAnswer?>[] reads = [.. distinct.Select(store.FindAsync<TAnswer>)];
            for (var read = 0; read < distinct.Length; read++)
            {
                if (await reads[read] is { } kept)
                {
                    known[distinct[read]] = kept;
                }
            }

            Charge(known.Select(one => (one.Key, places[one.Key].Length)));
        }

        // Runs its own texts first, so that two requests that wait for each other's texts both end.
        async Task AnswerOthersAsync()
        {
            var mayJoin = request.Texts.Count <= MostTextsToJoin && account.Characters <= MostCharactersToJoin;
            Dictionary<string, Task<object?>> joined = new(StringComparer.Ordinal);
            Dictionary<string, TaskCompletionSource<object?>> own = new(StringComparer.Ordinal);
            try
            {
                List<string> mine = [];
                foreach (var name in places.Keys.Where(name => !known.ContainsKey(name)))
                {
                    TaskCompletionSource<object?> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    var inWork = mayJoin ? _inWork.GetOrAdd((request.Caller?.Name, name), started) : started;
                    if (inWork != started)
                    {
                        joined[name] = inWork.Task;
                        continue;
                    }

                    if (mayJoin)
                    {
                        own[name] = started;
                    }

                    // It may have been kept since this request looked.
                    if (request.Cache == CacheUse.Allowed && await store.FindInMemoryAsync<TAnswer>(name) is { } kept)
                    {
                        Joined(name, kept);
                        started.TrySetResult(kept);
                        continue;
                    }

                    mine.Add(name);
                }

                await RunAsync(mine, own);
            }
            finally
            {
                foreach (var (name, ended) in own)
                {
                    _inWork.TryRemove(new((request.Caller?.Name, name), ended));
                    ended.TrySetResult(null); // failed, or not to be kept: those who wait run it themselves
                }
            }

            List<string> again = [];
            foreach (var (name, other) in joined)
            {
                if (await other.WaitAsync(cancellationToken) is TAnswer theirs)
                {
                    Joined(name, theirs);
                }
                else
                {
                    again.Add(name);
                }
            }

            await RunAsync(again, own);
        }

        async Task RunAsync(List<string> wanted, Dictionary<string, TaskCompletionSource<object?>> waited)
        {
            if (wanted.Count == 0)
            {
                return;
            }

            meters.Count(loan, task.Kind.Task, CacheMeters.Miss, wanted.Count);
            var answer = await run(task.Only(request, [.. wanted.Select(name => places[name][0].Index)]));
            ran = new RequestTiming(
                default,
                ran.Queue + answer.Timing.Queue,
                ran.Tokenize + answer.Timing.Tokenize,
                ran.Inference + answer.Timing.Inference
            );
            for (var place = 0; place < wanted.Count; place++)
            {
                var one = task.Only(answer, place);
                known[wanted[place]] = one;
                if (!account.RefusedRepeat)
                {
                    await store.KeepAsync(wanted[place], one, task.BytesOf(one));
                    waited.GetValueOrDefault(wanted[place])?.TrySetResult(one);
                }
            }

            Charge(wanted.Select(name => (name, places[name].Length - 1))); // the run has charged one of each
        }

        void Joined(string name, TAnswer answer)
        {
            known[name] = answer;
            meters.Count(loan, task.Kind.Task, CacheMeters.Joined, places[name].Length);
            Charge([(name, places[name].Length)]);
        }

        // A row and the bytes of each text that did not run.
        void Charge(IEnumerable<(string Name, int Texts)> answered)
        {
            long bytes = 0;
            foreach (var (name, texts) in answered)
            {
                bytes += task.BytesOf(known[name]) * texts;
                for (var text = 0; text < texts; text++)
                {
                    account.CountRow();
                }
            }

            account.TakeAnswer(bytes);
        }
    }
}
