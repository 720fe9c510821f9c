using Grpc.Core;
using Microsoft.Extensions.Options;
using TransformerService.Api.Access;
using TransformerService.Api.Configuration;
using TransformerService.Api.Lifecycle;
using TransformerService.Api.Ports;
using TransformerService.Inference.Admission;
using TransformerService.V1;

namespace TransformerService.Api.Grpc;

/// <summary>Answers calls with a stream of requests: each has the bounds of the options, and the stop of the server waits for it.</summary>
internal sealed class AnswerStreams(IOptions<GrpcOptions> options, StreamedTexts streamedTexts, GrpcFailures failures, Drain drain)
{
    /// <summary>Answers until the client has sent its last request, and all are answered.</summary>
    /// <param name="requests">The requests.</param>
    /// <param name="answers">Where their answers go.</param>
    /// <param name="context">The call.</param>
    /// <param name="answer">Answers a request.</param>
    /// <param name="fail">The answer to a request that failed.</param>
    /// <param name="isOrdered">Whether answers are sent in the order of the requests, instead of each when it is ready.</param>
    public async Task RunAsync<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests,
        IServerStreamWriter<TResponse> answers,
        ServerCallContext context,
        Func<TRequest, RequestHold, CancellationToken, Task<TResponse>> answer,
        Func<TRequest, Error, TResponse> fail,
        bool isOrdered = false
    )
        where TRequest : class
        where TResponse : class
    {
        using var open = drain.BeginStream();
        var http = context.GetHttpContext();
        using var stream = new AnswerStream<TRequest, TResponse>(options.Value.MaxStreamInFlight, drain.Closing, context.CancellationToken)
        {
            Answer = answer,
            Fail = (request, exception) => fail(request, failures.Answer(exception)),
            Count = () => streamedTexts.Count(http),
            IsOrdered = isOrdered,
        };
        await stream.RunAsync(requests, answers);
    }
}
