using TransformerService.Models.Errors;

namespace TransformerService.Api.Errors;

/// <summary>
/// Answers an expected failure where it leaves its endpoint. Without this filter, <see cref="ProblemExceptionHandler"/> would write the
/// same answer, but each middleware on the way would throw the exception again, and under overload most calls are refused.
/// </summary>
internal sealed class ExpectedFailureFilter(FailureReader failures) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (InferenceException exception) when (!context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return new ProblemResult(failures.Read(exception));
        }
    }

    private sealed class ProblemResult(Failure failure) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => ProblemWriter.WriteAsync(httpContext, failure);
    }
}
