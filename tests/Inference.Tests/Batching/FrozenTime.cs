namespace TransformerService.Inference.Tests.Batching;

/// <summary>A clock that stands still; timers run.</summary>
internal sealed class FrozenTime : TimeProvider
{
    public override long GetTimestamp() => 0;
}
