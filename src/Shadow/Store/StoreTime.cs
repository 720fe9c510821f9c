using System.Data.Common;
using System.Globalization;

namespace TransformerService.Shadow.Store;

/// <summary>
/// The time by which a store's data is dated and deleted: the database's if it has a clock, otherwise this process's if it is trusted.
/// </summary>
internal sealed class StoreTime(ShadowDatabase database, TimeProvider timeProvider)
{
    private readonly StoreClock _clock = new(timeProvider);

    /// <summary>The time by which data is too old; <see langword="null"/> while the clock is not trusted.</summary>
    public async Task<DateTimeOffset?> BelievedAsync(
        DbConnection connection,
        DbTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        var now = timeProvider.GetUtcNow();
        if (await database.NowAsync(connection, transaction, cancellationToken) is { } common)
        {
            return StoreClock.Differ(now, common) ? null : common;
        }

        // Data that was just written has this process's time. If the clock is far ahead of all data, it is wrong, or nothing was written
        // for long.
        var newest = await NewestAsync(connection, transaction, cancellationToken);
        return _clock.Look(newest) && !(newest < now && StoreClock.Differ(now, newest.Value)) ? now : null;
    }

    /// <summary>
    /// How far this process's clock differs from the database's, if by more than the tolerance: data gets the time that all processes
    /// share.
    /// </summary>
    public async Task<TimeSpan> ErrorAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (await database.NowAsync(connection, transaction, cancellationToken) is { } common)
        {
            var now = timeProvider.GetUtcNow();
            return StoreClock.Differ(now, common) ? now - common : TimeSpan.Zero;
        }

        _clock.Look(_clock.IsSeen ? null : await NewestAsync(connection, transaction, cancellationToken));
        return TimeSpan.Zero;
    }

    private static async Task<DateTimeOffset?> NewestAsync(
        DbConnection connection,
        DbTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        await using var command = Sql.Command(
            connection,
            transaction,
            "SELECT MAX(at) FROM (SELECT MAX(at) AS at FROM shadow_samples UNION ALL SELECT MAX(hour) * 1000 AS at FROM shadow_totals) AS times"
        );
        return await command.ExecuteScalarAsync(cancellationToken) is { } found and not DBNull
            ? DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(found, CultureInfo.InvariantCulture))
            : null;
    }
}
