using System.Threading.Channels;
using Grpc.Core;
using TransformerService.Api.Ports;
using TransformerService.Inference.Admission;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.V1;

namespace TransformerService.Api.Grpc;

/// <summary>One TranslateStream call.</summary>
/// <remarks>
/// 1. The reader takes a place before it reads a text; without a free place it reads no further, and HTTP/2's flow control stops the
/// client.
/// 2. Each text is translated on its own, through the pipeline, and its answer or error put in a queue.
/// 3. The one writer sends the queue's answers and frees a text's place once its answer is sent, so a client that takes no answers
/// holds at most <c>maxInFlight</c> texts.
/// A message that cannot be read is answered with its error, as a text that cannot be translated is. After a frame that cannot be read,
/// nobody knows where the next one begins: the reader stops, what was read is answered and sent, and the call ends with the frame's
/// failure.
/// All work is cancelled if the client goes away, the deadline passes, or an answer cannot be sent. The call ends when all work has ended.
/// </remarks>
internal sealed class TranslationStream : IDisposable
{
    private readonly Func<TranslationRequest, RequestHold, CancellationToken, Task<TranslationAnswer>> _translate;
    private readonly Action _count;
    private readonly GrpcFailures _failures;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenSource _work;
    private readonly SemaphoreSlim _places;
    private readonly Channel<(TranslateStreamResponse Response, RequestHold Hold)> _answers;
    private int _unfinished = 1; // the reader

    /// <param name="translate">The pipeline.</param>
    /// <param name="count">
    /// Counts each text except the first, which the call itself counts as. Throws if the caller may send no more now.
    /// </param>
    /// <param name="failures">Describes a text's failure.</param>
    /// <param name="maxInFlight">The most texts that are read and whose answers are not sent yet.</param>
    /// <param name="stopping">Cancelled when the server stops: nothing more is read, and what was read is answered.</param>
    /// <param name="cancellationToken">The call's own: the client went away, or its deadline passed.</param>
    public TranslationStream(
        Func<TranslationRequest, RequestHold, CancellationToken, Task<TranslationAnswer>> translate,
        Action count,
        GrpcFailures failures,
        int maxInFlight,
        CancellationToken stopping,
        CancellationToken cancellationToken
    )
    {
        (_translate, _count) = (translate, count);
        _failures = failures;
        _stopping = stopping;
        _work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _places = new SemaphoreSlim(maxInFlight);
        _answers = Channel.CreateBounded<(TranslateStreamResponse, RequestHold)>(
            new BoundedChannelOptions(maxInFlight) { SingleReader = true }
        );
    }

    public void Dispose()
    {
        _work.Dispose();
        _places.Dispose();
    }

    /// <summary>Answers until the client has sent its last text, and all are answered.</summary>
    /// <exception cref="InferenceException">The server stops.</exception>
    public Task RunAsync(IAsyncStreamReader<TranslateStreamRequest> requests, IServerStreamWriter<TranslateStreamResponse> answers) =>
        Task.WhenAll(ReadAsync(requests), WriteAsync(answers));

    private async Task ReadAsync(IAsyncStreamReader<TranslateStreamRequest> requests)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(_work.Token, _stopping);
        var isFirst = true; // the call itself has been counted
        try
        {
            while (true)
            {
                await _places.WaitAsync(reading.Token);
                if (!await NextAsync(requests, reading.Token))
                {
                    return;
                }

                var (request, isCounted) = (requests.Current, isFirst);
                isFirst = false;
                Interlocked.Increment(ref _unfinished);
                _ = Task.Run(() => AnswerAsync(request, isCounted), CancellationToken.None);
            }
        }
        catch (OperationCanceledException exception) when (_stopping.IsCancellationRequested && !_work.IsCancellationRequested)
        {
            throw new InferenceException(
                InferenceError.ModelNotReady,
                "The server is shutting down; send the texts without an answer again.",
                exception
            );
        }
        finally
        {
            Finish();
        }
    }

    /// <summary>
    /// Reads the next message. gRPC's reader reports a length of more than two gigabytes as an I/O failure; we treat it as a malformed
    /// frame.
    /// </summary>
    private async Task<bool> NextAsync(IAsyncStreamReader<TranslateStreamRequest> requests, CancellationToken cancellationToken)
    {
        try
        {
            return await requests.MoveNext(cancellationToken);
        }
        catch (IOException exception) when (!_work.IsCancellationRequested)
        {
            throw new InvalidDataException("The frame cannot be read.", exception);
        }
    }

    /// <summary>Never throws: its failure is the text's answer.</summary>
    private async Task AnswerAsync(TranslateStreamRequest request, bool isCounted)
    {
        var (response, hold) = (new TranslateStreamResponse { Id = request.Id }, new RequestHold());
        try
        {
            if (!isCounted)
            {
                _count();
            }

            response.Translated = TranslationMessages.ToText(await _translate(TranslationMessages.ToRequest(request), hold, _work.Token));
        }
        catch (Exception) when (_work.IsCancellationRequested)
        {
            // The call has ended: there is nobody to tell.
        }
        catch (Exception exception)
        {
            response.Error = _failures.Answer(exception);
        }

        if (response.OutcomeCase != TranslateStreamResponse.OutcomeOneofCase.None)
        {
            _answers.Writer.TryWrite((response, hold)); // never fails: the text holds a place
        }
        else
        {
            hold.Dispose();
        }

        Finish();
    }

    private async Task WriteAsync(IServerStreamWriter<TranslateStreamResponse> answers)
    {
        try
        {
            await foreach (var (response, hold) in _answers.Reader.ReadAllAsync(CancellationToken.None))
            {
                using (hold)
                {
                    await answers.WriteAsync(response, _work.Token);
                }

                _places.Release();
            }
        }
        catch (Exception)
        {
            await _work.CancelAsync();
            await foreach (var (_, hold) in _answers.Reader.ReadAllAsync(CancellationToken.None))
            {
                hold.Dispose(); // until the last work has ended
            }

            throw;
        }
    }

    private void Finish()
    {
        if (Interlocked.Decrement(ref _unfinished) == 0)
        {
            _answers.Writer.Complete();
        }
    }
}
