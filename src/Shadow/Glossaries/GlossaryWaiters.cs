using TransformerService.Models.Errors;

namespace TransformerService.Shadow.Glossaries;

/// <summary>
/// Limits the calls of each key that wait for a glossary: they hold their texts, and are not admitted yet. While the database answers, few
/// wait, and not for long.
/// </summary>
internal sealed class GlossaryWaiters
{
    /// <summary>Calls of one key that wait at once, and the characters of their texts. One call may always wait.</summary>
    public const int MostCalls = 64,
        MostCharacters = 2_000_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (int Calls, long Characters)> _waiting = new(StringComparer.Ordinal);

    /// <summary>Adds a call, which leaves when the result is disposed.</summary>
    /// <exception cref="InferenceException">Too many wait.</exception>
    public Waiter Enter(string owner, long characters)
    {
        lock (_lock)
        {
            var (calls, sum) = _waiting.GetValueOrDefault(owner);
            if (calls > 0 && (calls >= MostCalls || sum + characters > MostCharacters))
            {
                throw new InferenceException(
                    InferenceError.Overloaded,
                    $"{calls} calls of this key wait for their glossaries; send the request again later."
                );
            }

            _waiting[owner] = (calls + 1, sum + characters);
            return new Waiter(this, owner, characters);
        }
    }

    private void Leave(string owner, long characters)
    {
        lock (_lock)
        {
            var (calls, sum) = _waiting[owner];
            if (calls == 1)
            {
                _waiting.Remove(owner);
            }
            else
            {
                _waiting[owner] = (calls - 1, sum - characters);
            }
        }
    }

    /// <summary>A call that waits.</summary>
    public readonly struct Waiter(GlossaryWaiters waiters, string owner, long characters) : IDisposable
    {
        public void Dispose() => waiters.Leave(owner, characters);
    }
}
