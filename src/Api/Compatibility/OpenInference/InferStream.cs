using Grpc.Core;
using TransformerService.Api.Ports;
using TransformerService.Inference.Admission;
using TransformerService.Models.Errors;
using TransformerService.OpenInference.V2;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>One ModelStreamInfer call.</summary>
/// <remarks>
/// 1. The reader takes a place before it reads a request; without a free place it reads no further, and HTTP/2's flow control stops the
/// client.
/// 2. Each request is answered on its own, through the pipeline. Its answer or error is sent after those of the requests before it, as
/// Triton does, and its place is free after that: a client that takes no answers holds at most <c>maxInFlight</c> requests.
/// 3. A message that cannot be read ends the call, after what came before it is answered.
/// All work is cancelled if the client goes away, the deadline passes, or an answer cannot be sent. The call ends when all work has ended.
/// </remarks>
internal sealed class InferStream : IDisposable
{
    private readonly Func<ModelInferRequest, RequestHold, CancellationToken, Task<ModelInferResponse>> _answer;
    private readonly Action _count;
    private readonly GrpcFailures _failures;
    private readonly int _maxInFlight;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenSource _work;
    private readonly SemaphoreSlim _places;
    private Exception? _failure;

    /// <param name="answer">Answers a request.</param>
    /// <param name="count">
    /// Counts each request except the first, which the call itself counts as. Throws if the caller may send no more now.
    /// </param>
    /// <param name="failures">Describes a request's failure.</param>
    /// <param name="maxInFlight">The most requests that are read and whose answers are not sent yet.</param>
    /// <param name="stopping">Cancelled when the server stops: nothing more is read, and what was read is answered.</param>
    /// <param name="cancellationToken">The call's own: the client went away, or its deadline passed.</param>
    public InferStream(
        Func<ModelInferRequest, RequestHold, CancellationToken, Task<ModelInferResponse>> answer,
        Action count,
        GrpcFailures failures,
        int maxInFlight,
        CancellationToken stopping,
        CancellationToken cancellationToken
    )
    {
        (_answer, _count, _failures, _maxInFlight, _stopping) = (answer, count, failures, maxInFlight, stopping);
        _work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _places = new SemaphoreSlim(maxInFlight);
    }

    public void Dispose()
    {
        _work.Dispose();
        _places.Dispose();
    }

    /// <summary>Answers until the client has sent its last request, and all are answered.</summary>
    /// <exception cref="InferenceException">The server stops.</exception>
    public async Task RunAsync(IAsyncStreamReader<ModelInferRequest> requests, IServerStreamWriter<ModelStreamInferResponse> answers)
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

    private async Task ReadAsync(IAsyncStreamReader<ModelInferRequest> requests, IServerStreamWriter<ModelStreamInferResponse> answers)
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
                before = Task.Run(() => AnswerAsync(request, isCounted, sentBefore, answers), CancellationToken.None);
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

    /// <summary>Reads the next message, and frees its place if there is none.</summary>
    private async Task<bool> NextAsync(IAsyncStreamReader<ModelInferRequest> requests, CancellationToken cancellationToken)
    {
        var isRead = false;
        try
        {
            return isRead = await requests.MoveNext(cancellationToken);
        }
        catch (IOException exception) when (!_work.IsCancellationRequested)
        {
            throw new InvalidDataException("The frame cannot be read.", exception); // gRPC's reader gives this for a length above 2 GiB
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
    private async Task AnswerAsync(
        ModelInferRequest request,
        bool isCounted,
        Task sentBefore,
        IServerStreamWriter<ModelStreamInferResponse> answers
    )
    {
        try
        {
            using var hold = new RequestHold();
            var answer = await AnswerOrErrorAsync(request, isCounted, hold);
            await sentBefore;
            await answers.WriteAsync(answer, _work.Token);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
            await _work.CancelAsync();
        }

        _places.Release();
    }

    private async Task<ModelStreamInferResponse> AnswerOrErrorAsync(ModelInferRequest request, bool isCounted, RequestHold hold)
    {
        try
        {
            if (!isCounted)
            {
                _count();
            }

            var response = await _answer(request, hold, _work.Token);
            InferMessages.MarkFinal(request, response);
            return new ModelStreamInferResponse { InferResponse = response };
        }
        catch (Exception exception) when (!_work.IsCancellationRequested)
        {
            var response = new ModelInferResponse { Id = request.Id };
            InferMessages.MarkFinal(request, response);
            return new ModelStreamInferResponse { ErrorMessage = _failures.Answer(exception).Message, InferResponse = response };
        }
    }
}
