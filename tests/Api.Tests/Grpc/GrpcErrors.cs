using Google.Rpc;
using Grpc.Core;
using Shouldly;
using TransformerService.Api.Tests.Hosting;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>What every failed call must be.</summary>
internal static class GrpcErrors
{
    /// <summary>Checks a call's failure in all its parts, and returns its detail.</summary>
    public static async Task<string> ShouldFailAsync(this Task call, StatusCode status, string reason, double? retryAfter = null)
    {
        var failure = await call.ShouldThrowAsync<RpcException>();
        failure.StatusCode.ShouldBe(status, failure.Status.Detail);
        var details = failure.GetRpcStatus().ShouldNotBeNull();
        details.Code.ShouldBe((int)status);
        details.Message.ShouldBe(failure.Status.Detail);
        var info = details.GetDetail<ErrorInfo>().ShouldNotBeNull();
        info.Reason.ShouldBe(reason);
        info.Domain.ShouldBe("transformer-service");
        info.Metadata.ShouldHaveSingleItem().Key.ShouldBe("traceId");
        info.Metadata["traceId"].ShouldMatch("^[0-9a-f]{32}$");
        (details.GetDetail<RetryInfo>()?.RetryDelay.ToTimeSpan().TotalSeconds).ShouldBe(retryAfter);
        failure.Status.Detail.ShouldNotBeNullOrWhiteSpace();
        failure.ToString().ShouldNotContain(Problems.Canary, Case.Insensitive);
        failure.Status.Detail.ShouldNotContain("Exception");
        return failure.Status.Detail;
    }
}
