/* SPDX-License-Identifier: MIT */
/* Sleeping on a word that threads and processes share, and being woken. */
#include <stdlib.h>

#include "contract.h"

#define PATIENCE_NS UINT64_C(10000000000)

static uint32_t load(uint32_t *word)
{
    return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

/* Waits until *word is `wanted`, as all users of plat_wait must: it may return for no reason. 1 unless it
 * took too long. */
static int wait_for(uint32_t *word, uint32_t wanted)
{
    uint64_t start = plat_now_ns();
    for (uint32_t seen = load(word); seen != wanted; seen = load(word)) {
        if (plat_now_ns() - start > PATIENCE_NS)
            return 0;
        plat_wait(word, seen, PATIENCE_NS);
    }
    return 1;
}

static void answer(uint32_t *words)
{
    wait_for(&words[0], 1);
    __atomic_store_n(&words[1], 1, __ATOMIC_RELEASE);
    plat_wake_all(&words[1]);
}

static void *answer_body(void *words)
{
    answer(words);
    return NULL;
}

/* Lets the other side fall asleep first, so that it has to be woken. */
static int ask(uint32_t *words)
{
    plat_sleep_ns(20000000);
    uint64_t start = plat_now_ns();
    __atomic_store_n(&words[0], 1, __ATOMIC_RELEASE);
    plat_wake_all(&words[0]);
    return wait_for(&words[1], 1) && plat_now_ns() - start < PATIENCE_NS / 2;
}

static void check_alone(void)
{
    uint32_t word = 5;
    uint64_t start = plat_now_ns();
    plat_wait(&word, 4, PATIENCE_NS);
    CHECK(plat_now_ns() - start < PATIENCE_NS / 2, "a word that differs already is not waited for");
    start = plat_now_ns();
    plat_wait(&word, 5, 30000000);
    uint64_t took = plat_now_ns() - start;
    CHECK(took >= 20000000 && took < PATIENCE_NS / 2, "a wait ends when its time is over");
    plat_wake_all(&word);
    CHECK(word == 5, "waking nobody changes nothing");
}

static void check_thread(void)
{
    uint32_t words[2] = {0, 0};
    struct plat_task task;
    if (CHECK(plat_thread_start(&task, answer_body, words) == 0, "a thread starts")) {
        CHECK(ask(words), "a thread is woken, and wakes");
        plat_thread_join(&task);
    }
}

static void check_process(void)
{
    int error = 0;
    struct plat_task task;
    struct plat_exit how = {0, 1};
    int64_t object = plat_object_new(plat_page_bytes());
    uint32_t *words = object < 0 ? NULL : plat_object_map(object, plat_page_bytes(), PLAT_PAGES_4K, &error);
    if (!CHECK(words != NULL, "a shared object for the words"))
        return;
    int child = plat_fork(&task);
    if (contract_skip(child, "a process is woken, and wakes"))
        return;
    if (child == 1) {
        answer(words);
        plat_exit_now(0);
    }
    CHECK(ask(words), "a process is woken, and wakes");
    plat_process_join(&task, &how);
    plat_object_unmap(words, plat_page_bytes());
    plat_handle_close(object);
}

#define RING  96u /* more words than a layer has places to sleep in */
#define TURNS 50000u
#define HANDS 90u

struct seat {
    uint32_t *words, own;
};

/* Hands the turn round: each waits on words of its own, far more than one sleeps at a time. */
static void *ring_body(void *argument)
{
    struct seat *seat = argument;
    uint32_t *turn = seat->words + 64;
    for (uint32_t next = seat->own; next < TURNS; next += HANDS) {
        if (!wait_for(&turn[next % RING * 4], next + 1))
            return NULL;
        __atomic_store_n(&turn[(next + 1) % RING * 4], next + 2, __ATOMIC_SEQ_CST);
        plat_wake_all(&turn[(next + 1) % RING * 4]);
    }
    __atomic_fetch_add(&seat->words[0], 1, __ATOMIC_SEQ_CST);
    return NULL;
}

static void check_ring(void)
{
    int error = 0, started = 0;
    const size_t bytes = 16384;
    int64_t object = plat_object_new(bytes);
    uint32_t *words = object < 0 ? NULL : plat_object_map(object, bytes, PLAT_PAGES_4K, &error);
    struct plat_task task[HANDS];
    struct seat seat[HANDS];
    if (!CHECK(words != NULL, "a shared object for a ring of words"))
        return;
    words[64] = 1;
    while (started < (int)HANDS) {
        seat[started] = (struct seat){words, (uint32_t)started};
        if (plat_thread_start(&task[started], ring_body, &seat[started]) != 0)
            break;
        started++;
    }
    for (int i = 0; i < started; i++)
        plat_thread_join(&task[i]);
    CHECK(words[0] == HANDS, "a turn goes round words that sleep in the same places, and is not lost");
    plat_object_unmap(words, bytes);
    plat_handle_close(object);
}

static uint32_t *map_words(int64_t object)
{
    int error = 0;
    return object < 0 ? NULL : plat_object_map(object, plat_page_bytes(), PLAT_PAGES_4K, &error);
}

/* A fresh image of this program maps the words elsewhere. */
static void check_image(const char *self)
{
    char name[] = "contract", number[24];
    char *argv[] = {name, number, NULL};
    struct plat_task task;
    struct plat_exit how = {0, 1};
    int64_t object = plat_object_new(plat_page_bytes());
    uint32_t *words = map_words(object);
    if (!CHECK(words != NULL, "a shared object for an image's words"))
        return;
    snprintf(number, sizeof number, "%d", plat_handle_inherit(object, 1));
    if (CHECK(plat_image_start(&task, self, argv, NULL) == 0, "a fresh image starts")) {
        CHECK(wait_for(&words[2], 1), "it says that it is there");
        CHECK(ask(words), "a fresh image is woken, and wakes");
        plat_process_join(&task, &how);
    }
    plat_object_unmap(words, plat_page_bytes());
    plat_handle_close(object);
}

static int image(int64_t object)
{
    uint32_t *words = map_words(object);
    if (words == NULL)
        return 1;
    __atomic_store_n(&words[2], 1, __ATOMIC_RELEASE);
    plat_wake_all(&words[2]);
    answer(words);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return image(strtoll(argv[1], NULL, 10));
    check_alone();
    check_thread();
    check_ring();
    check_image(argv[0]);
    check_process();
    return contract_done();
}
