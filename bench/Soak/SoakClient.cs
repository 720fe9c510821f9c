namespace TransformerService.Soak;

/// <summary>One client: sends a call, waits for the answer or disconnects, and repeats.</summary>
internal sealed class SoakClient(IReadOnlyList<IDoor> doors, CallMix mix, CallRecord record, TimeProvider time)
{
    // A server that refuses at once must not be called a hundred thousand times.
    private static readonly TimeSpan _pauseAfterRefusal = TimeSpan.FromMilliseconds(100);

    /// <summary>Sends calls as long as <paramref name="goOn"/> returns true; waits for the last call.</summary>
    public async Task RunAsync(Func<bool> goOn, CancellationToken cancellationToken)
    {
        while (goOn() && !cancellationToken.IsCancellationRequested)
        {
            (var call, var drawn) = mix.Next(doors.Count);
            var door = doors[drawn];
            var start = time.GetTimestamp();
            record.Send(door.Name);
            var reply = await AskAsync(door, call, cancellationToken);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            record.Add(door.Name, call.Kind, time.GetElapsedTime(start), reply);
            if (reply.Outcome is null or Outcome.Refused)
            {
                await Task.Delay(_pauseAfterRefusal, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<Reply> AskAsync(IDoor door, Call call, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(call.Patience ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await door.AskAsync(call, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return Outcome.Left;
        }
        catch (Exception failure) when (failure is InvalidOperationException or IOException)
        {
            // The exceptions of the client libraries for a broken connection.
            return $"{door.Name}: {failure.GetType().Name}";
        }
    }
}
