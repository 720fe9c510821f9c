using Shouldly;
using TransformerService.Api.Errors;
using TransformerService.Models.Errors;
using Xunit;

namespace TransformerService.Api.Tests.Errors;

public sealed class ErrorTableTests
{
    [Theory]
    [InlineData(InferenceError.InvalidInput, 400, "invalidInput", false)]
    [InlineData(InferenceError.Unauthenticated, 401, "unauthenticated", false)]
    [InlineData(InferenceError.Forbidden, 403, "forbidden", false)]
    [InlineData(InferenceError.ModelNotFound, 404, "modelNotFound", false)]
    [InlineData(InferenceError.InputTooLarge, 413, "inputTooLarge", false)]
    [InlineData(InferenceError.Overloaded, 429, "overloaded", true)]
    [InlineData(InferenceError.ModelNotReady, 503, "modelNotReady", true)]
    [InlineData(InferenceError.TimedOut, 504, "timedOut", false)]
    [InlineData(InferenceError.Cancelled, 499, "cancelled", false)]
    [InlineData(InferenceError.Internal, 500, "internal", false)]
    public void For_EachError_IsTheContracts(InferenceError error, int status, string code, bool retry)
    {
        var kind = ErrorTable.For(error);

        kind.Status.ShouldBe(status);
        kind.Code.ShouldBe(code);
        kind.Error.ShouldBe(error);
        kind.RetryAfterSeconds.HasValue.ShouldBe(retry);
        kind.Title.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public void For_EveryMember_HasARow()
    {
        foreach (var error in Enum.GetValues<InferenceError>())
            ErrorTable.For(error).ShouldNotBeNull();
    }
}
