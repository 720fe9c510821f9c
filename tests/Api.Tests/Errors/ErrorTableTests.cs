using Grpc.Core;
using Shouldly;
using TransformerService.Api.Errors;
using TransformerService.Models.Errors;
using Xunit;

namespace TransformerService.Api.Tests.Errors;

public sealed class ErrorTableTests
{
    [Theory]
    [InlineData(InferenceError.InvalidInput, 400, StatusCode.InvalidArgument, "invalidInput", false)]
    [InlineData(InferenceError.Unauthenticated, 401, StatusCode.Unauthenticated, "unauthenticated", false)]
    [InlineData(InferenceError.Forbidden, 403, StatusCode.PermissionDenied, "forbidden", false)]
    [InlineData(InferenceError.ModelNotFound, 404, StatusCode.NotFound, "modelNotFound", false)]
    [InlineData(InferenceError.InputTooLarge, 413, StatusCode.InvalidArgument, "inputTooLarge", false)]
    [InlineData(InferenceError.UnsupportedMediaType, 415, StatusCode.InvalidArgument, "unsupportedMediaType", false)]
    [InlineData(InferenceError.Overloaded, 429, StatusCode.ResourceExhausted, "overloaded", true)]
    [InlineData(InferenceError.QuotaExceeded, 429, StatusCode.ResourceExhausted, "quotaExceeded", false)]
    [InlineData(InferenceError.ModelNotReady, 503, StatusCode.Unavailable, "modelNotReady", true)]
    [InlineData(InferenceError.VersionRefused, 409, StatusCode.FailedPrecondition, "versionRefused", false)]
    [InlineData(InferenceError.TimedOut, 504, StatusCode.DeadlineExceeded, "timedOut", false)]
    [InlineData(InferenceError.Cancelled, 499, StatusCode.Cancelled, "cancelled", false)]
    [InlineData(InferenceError.Internal, 500, StatusCode.Internal, "internal", false)]
    public void For_EachError_IsTheContracts(InferenceError error, int status, StatusCode grpcStatus, string code, bool retry)
    {
        var kind = ErrorTable.For(error);

        kind.Status.ShouldBe(status);
        kind.GrpcStatus.ShouldBe(grpcStatus);
        kind.Code.ShouldBe(code);
        kind.Error.ShouldBe(error);
        kind.RetryAfterSeconds.HasValue.ShouldBe(retry);
        kind.Title.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public void For_EveryMember_HasARow()
    {
        foreach (var error in Enum.GetValues<InferenceError>())
        {
            ErrorTable.For(error).ShouldNotBeNull();
        }
    }
}
