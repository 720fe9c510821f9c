using Grpc.Core;

namespace TransformerService.Api.Grpc;

/// <summary>The deadline that a client gave its call.</summary>
internal static class CallDeadline
{
    /// <summary>The time left of a call whose deadline has passed: gRPC is about to end it.</summary>
    private static readonly TimeSpan ShortestTime = TimeSpan.FromMilliseconds(1);

    /// <summary>How long a call has until its deadline; <see langword="null"/> without one.</summary>
    public static TimeSpan? Left(ServerCallContext context, TimeProvider timeProvider)
    {
        if (context.Deadline == DateTime.MaxValue)
        {
            return null;
        }

        var left = context.Deadline - timeProvider.GetUtcNow().UtcDateTime;
        return left > ShortestTime ? left : ShortestTime;
    }
}
