namespace TransformerService.Api.Access;

/// <summary>Request feature: the caller sent a key that is not configured.</summary>
internal sealed class WrongKey
{
    private WrongKey() { }

    public static WrongKey Instance { get; } = new();
}
