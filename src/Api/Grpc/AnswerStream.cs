using Grpc.Core;
using TransformerService.Inference.Admission;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Grpc;

/// <summary>One call with a stream of requests and a stream of their answers.</summary>
/// <remarks>
/// 1. The reader takes a place before it reads a request; without a free place it reads no further, and HTTP/2's flow control stops the
/// client.
/// 2. Each request is answered on its own, through the pipeline. A request that fails, or cannot be read, is answered with its error.
/// 3. Its place is free once its answer is sent: a client that takes no answers holds at most <c>maxInFlight</c> requests.
/// After a frame that cannot be read, nobody knows where the next one begins: the reader stops, what was read is answered and sent, and
/// the call ends with the frame's failure.
/// All work is cancelled if the client goes away, the deadline passes, or an answer cannot be sent. The call ends when all work has ended.
/// </remarks>
internal sealed class AnswerStream<TRequest, TResponse> : IDisposable
    where TRequest : class
    where TResponse : class
{
    private readonly int _maxInFlight;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenSource _work;
    private readonly SemaphoreSlim _places;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private Exception? _failure;

    /// <param name="maxInFlight">The most requests that are read and whose answers are not sent yet.</param>
    /// <param name="stopping">Cancelled when the server stops: nothing more is read, and what was read is answered.</param>
    /// <param name="cancellationToken">The call's own: the client went away, or its deadline passed.</param>
    public AnswerStream(int maxInFlight, CancellationToken stopping, CancellationToken cancellationToken)
    {
        (_maxInFlight, _stopping) = (maxInFlight, stopping);
        _work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _places = new SemaphoreSlim(maxInFlight);
    }

    /// <summary>Answers a request.</summary>
    public required Func<TRequest, RequestHold, CancellationToken, Task<TResponse>> Answer { get; init; }

    /// <summary>The answer to a request that failed.</summary>
    public required Func<TRequest, Exception, TResponse> Fail { get; init; }

    /// <summary>
    /// Counts each request except the first, which the call itself counts as. Throws if the caller may send no more now.
    /// </summary>
    public required Action Count { get; init; }

    /// <summary>Whether answers are sent in the order of the requests, instead of each when it is ready.</summary>
    public bool IsOrdered { get; init; }

    public void Dispose()
    {
        _work.Dispose();
        _places.Dispose();
        _sending.Dispose();
    }

    /// <summary>Answers until the client has sent its last request, and all are answered.</summary>
    /// <exception cref="InferenceException">The server stops.</exception>
    public async Task RunAsync(IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> answers)
    {
        try
        {
            await ReadAsync(requests, answers);
        }
        catch (OperationCanceledException) when (_failure is not null)
        {
            // An answer could not be sent, which says more.
        }
        finally
        {
            for (var place = 0; place < _maxInFlight; place++)
            {
                await _places.WaitAsync(CancellationToken.None); // until all work has ended
            }
        }

        if (_failure is { } failure)
        {
            throw failure;
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> answers)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(_work.Token, _stopping);
        var isFirst = true; // the call itself has been counted
        var before = Task.CompletedTask;
        try
        {
            while (true)
            {
                await _places.WaitAsync(reading.Token);
                if (!await NextAsync(requests, reading.Token))
                {
                    return;
                }

                var (request, isCounted, sentBefore) = (requests.Current, isFirst, before);
                isFirst = false;
                var sent = Task.Run(() => AnswerAsync(request, isCounted, sentBefore, answers), CancellationToken.None);
                before = IsOrdered ? sent : Task.CompletedTask;
            }
        }
        catch (OperationCanceledException exception) when (_stopping.IsCancellationRequested && !_work.IsCancellationRequested)
        {
            throw new InferenceException(
                InferenceError.ModelNotReady,
                "The server is shutting down; send the requests without an answer again.",
                exception
            );
        }
    }

    /// <summary>
    /// Reads the next message, and frees its place if there is none. gRPC's reader reports a length of more than two gigabytes as an I/O
    /// failure; we treat it as a malformed frame.
    /// </summary>
    private async Task<bool> NextAsync(IAsyncStreamReader<TRequest> requests, CancellationToken cancellationToken)
    {
        var isRead = false;
        try
        {
            return isRead = await requests.MoveNext(cancellationToken);
        }
        catch (IOException exception) when (!_work.IsCancellationRequested)
        {
            throw new InvalidDataException("The frame cannot be read.", exception);
        }
        finally
        {
            if (!isRead)
            {
                _places.Release();
            }
        }
    }

    /// <summary>Never throws: a request's failure is its answer, and that of sending ends the call.</summary>
    private async Task AnswerAsync(TRequest request, bool isCounted, Task sentBefore, IServerStreamWriter<TResponse> answers)
    {
        try
        {
            using var hold = new RequestHold();
            var answer = await AnswerOrErrorAsync(request, isCounted, hold);
            await sentBefore;
            await _sending.WaitAsync(_work.Token);
            try
            {
                await answers.WriteAsync(answer, _work.Token);
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
            await _work.CancelAsync();
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<TResponse> AnswerOrErrorAsync(TRequest request, bool isCounted, RequestHold hold)
    {
        try
        {
            if (!isCounted)
            {
                Count();
            }

            return await Answer(request, hold, _work.Token);
        }
        catch (Exception exception) when (!_work.IsCancellationRequested)
        {
            return Fail(request, exception);
        }
    }
}
